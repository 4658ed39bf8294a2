"""The headline and what stands around it: the standfirst, the lines of who and when, the section, the tags."""
