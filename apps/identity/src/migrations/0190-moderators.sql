-- A moderator keeps order in the chat of a company's sessions, and does nothing else there.
ALTER TABLE membership
  DROP CONSTRAINT membership_roles_check,
  ADD CONSTRAINT membership_roles_check
    CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['owner', 'seller', 'packer', 'host', 'moderator']);
ALTER TABLE invitation
  DROP CONSTRAINT invitation_roles_check,
  ADD CONSTRAINT invitation_roles_check
    CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['owner', 'seller', 'packer', 'host', 'moderator']);
