"""What a person can do in Slack: write, press, choose, submit, open the Home tab."""
