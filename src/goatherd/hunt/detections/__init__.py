"""goatherd's own detections: one file each, which holds the rule, what there is to know about it, and its examples."""
