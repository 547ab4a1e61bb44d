"""Domain values → Block Kit, as pure functions: messages and modals, never a call to Slack.

Text of people and records stands in plain_text and rich text elements, which Slack shows as they
are: no mention, link or formatting is ever made of it. Only our own words are mrkdwn.
"""
