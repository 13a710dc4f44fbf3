"""Formwright's own measuring: a corpus made from seeds, a scorer, a calibration, and the cost beside plain OCR."""
