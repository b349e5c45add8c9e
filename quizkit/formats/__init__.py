"""Outside formats, one file each: what learners hand in and what comes back from paper."""
