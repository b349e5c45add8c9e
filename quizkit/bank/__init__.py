"""Topics and runners: finding them, loading, checking, building what is computed, proving."""
