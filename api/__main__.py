"""`python -m api` is the command `formwright`."""

from api.start import main

if __name__ == "__main__":
    main()
