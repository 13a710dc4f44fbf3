"""The ground that everything stands on: forms, values with their evidence, policy figures and findings."""
