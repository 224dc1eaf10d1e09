import { final } from '../code-entry.ts';

const askAgain = 'Ask whoever made it for a new one; it must be passed on exactly as it was written.';

/** What can go wrong with packages, publishers and bundles. */
export const marketCodes = {
  'market.bad_bundle': final('What was handed in for publishing is not complete.', 'Correct it and publish again.'),
  'market.bad_example': final('An example of a package cannot be what its loop does.', 'Correct expected.json.'),
  'market.bad_key': final('A key file cannot be read, or others may read it.', 'Restore it from your backup.'),
  'market.bad_words': final(
    'What a package says of itself holds markup, invisible characters, or a word that calls a whole room.',
    'Write title, description, author, category and tags as plain text.',
  ),
  'market.bundle_cycle': final('Releases of a bundle need each other in a circle.', askAgain),
  'market.bundle_duplicate_key': final('A bundle says one thing twice, so that readers may differ.', askAgain),
  'market.bundle_incomplete': final('A bundle lacks a release that another one in it needs.', askAgain),
  'market.bundle_malformed': final('A bundle, or a release in it, does not have the shape it should.', askAgain),
  'market.bundle_not_canonical': final('A bundle is not written in the one way it can be signed.', askAgain),
  'market.bundle_not_json': final('A bundle is not JSON text.', askAgain),
  'market.bundle_older': final(
    'A bundle brings an older version than the one that is here.',
    'Ask for the newest, or say --older when the old one is wanted.',
  ),
  'market.bundle_signature_wrong': final('A bundle was changed after whoever exported it signed it.', askAgain),
  'market.bundle_surplus': final('A bundle holds a release or a key that nothing in it needs.', askAgain),
  'market.bundle_too_deep': final('A bundle is nested deeper than any can be.', askAgain),
  'market.bundle_too_large': final('A bundle or a release is larger than any can be.', 'Split it.'),
  'market.bundle_unsafe_key': final('A bundle has a key that reaches into the machinery of JavaScript.', askAgain),
  'market.dependency_missing': final('No published version fits a dependency.', 'Publish the dependency first.'),
  'market.hash_wrong': final('A release is not the one its hash belongs to.', askAgain),
  'market.key_changed': final(
    'A publisher is known here by another key.',
    'Ask the publisher, by another way than the one the bundle came, which key is theirs.',
  ),
  'market.key_exists': final('There is a key for this publisher already.', 'Type "key rotate" to replace it.'),
  'market.key_retired': final('A key was replaced by another one.', 'Sign with the key that came in its place.'),
  'market.key_wrong': final('A key is not the one it is said to be, or not of that publisher.', askAgain),
  'market.log_broken': final('The log a bundle tells of does not hold together.', askAgain),
  'market.look_alike': final(
    'A new name could be taken for one that many know.',
    'Choose a name that differs from it in more than one letter.',
  ),
  'market.name_taken': final('The name belongs to another publisher.', 'Choose another name.'),
  'market.needs_newer': final('A package needs a newer HoloLoom than this one.', 'Upgrade HoloLoom.'),
  'market.no_key': final('You have no key for this publisher.', 'Type "key new" to make one.'),
  'market.not_found': final('No package has this name.', 'Type "market" to see the packages there are.'),
  'market.not_its_source': final(
    'A release does not run what its source says, or was made by another version of HoloLoom.',
    'Ask its publisher to publish it again with the version of HoloLoom that is used here.',
  ),
  'market.not_publishable': final('Several things keep a package from being published.', 'Correct all of them.'),
  'market.range_unmet': final('A release was made with a version its own ranges do not allow.', askAgain),
  'market.rotation_wrong': final('The old key did not sign for the new one.', 'Rotate the key where the old one is.'),
  'market.signature_wrong': final('A signature does not belong to what was signed, or to that key.', askAgain),
  'market.unknown_publisher': final('Nobody has published under this name.', 'Check the name.'),
  'market.unsigned': final('A release from before packages were signed.', 'Publish it again: that signs it.'),
  'market.version_differs': final('A bundle says one thing about a release, and the release another.', askAgain),
  'market.version_exists': final('The version is taken by other content.', 'Raise the version and publish again.'),
  'market.version_too_small': final(
    'The version promises less change than there is.',
    'Raise the version as the message says and publish again.',
  ),
  'market.circle': final(
    'Packages need each other in a circle, so none of them can be compiled first.',
    'Ask for a version of one of them that does not need the others.',
  ),
  'market.conflict': final('No versions go together as they would have to.', 'Read which two ranges clash.'),
  'market.moved_on': final(
    'Somebody else has changed what is installed in the meantime.',
    'Look at what would change now, and agree to that.',
  ),
  'market.no_generation': final(
    'The room has no such generation.',
    'Type "market generations" to see those there are.',
  ),
  'market.not_allowed': final(
    'What is installed in a room is for its moderators to change.',
    'Ask somebody with power level 50 or more.',
  ),
  'market.not_as_signed': final(
    'A release is not what its publisher signed, or not what the log of the market has.',
    'Install nothing before an operator has typed "market audit".',
  ),
  'market.not_installed': final('The package is not installed in this room.', 'Ask a moderator to install it.'),
  'market.other_proposal': final(
    'What would change is not what was agreed to.',
    'Look at what would change now, and agree to that.',
  ),
  'market.still_needed': final(
    'Something in the room still needs the package.',
    'Uninstall or remove what the message names first.',
  ),
  'market.too_hard': final(
    'Which versions go together could not be found out in reasonable time.',
    'Ask for exact versions of some of the packages.',
  ),
  'market.not_run': final('Only those who ran a package may rate it.', 'Run it first, then tell how it went.'),
  'registry.bad_answer': final('A registry answers with what no registry says.', 'Check HOLOLOOM_REGISTRY.'),
  'registry.not_configured': final(
    'The worker knows of no registry to ask.',
    'Set HOLOLOOM_REGISTRY where the worker runs, and start it again.',
  ),
  'registry.refused': final('The registry refused what it was asked.', 'Read what it says.'),
  'registry.scope': final('The token is for another publisher.', 'Ask for a token for this publisher.'),
  'registry.token_refused': final(
    'Publishing here takes a token that is known, not expired and not revoked.',
    'Ask whoever runs the registry for a token: "hololoom registry token new PUBLISHER".',
  ),
  'registry.too_many': final('Too much was asked in a minute.', 'Wait a minute, then ask again.'),
  'registry.unreachable': final('The registry does not answer.', 'Look whether it is up; what is here already works.'),
  'market.own_package': final('Nobody rates what they publish themselves.', 'Ask those who run it for their word.'),
} as const;
