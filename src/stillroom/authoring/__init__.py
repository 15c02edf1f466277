"""For those who make a course: the demo, its rules, new exercises, branches to hand out."""
