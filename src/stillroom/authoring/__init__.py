"""For those who make a course: its rules, new exercises, the demo, branches to hand out, the site."""
