"""Which article a page is: what its addresses have in common, and what else must agree before two are taken for one."""
