"""For those who make a course: its rules, new exercises, the demo, Git branches to give to
learners, the site."""
