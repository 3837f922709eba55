"""Recorded referrals run again under another edition of the policy: who would move where."""
