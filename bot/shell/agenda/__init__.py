"""What staff see of the calendar: the agenda as days, its page, and the feed other calendars subscribe to."""
