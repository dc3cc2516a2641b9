"""Static files: many small sources, one stylesheet and one script for browsers, without Node."""
