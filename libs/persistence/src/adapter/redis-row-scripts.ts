/**
 * What Redis does with cached rows, each as one script. Rows only get newer: epoch and version
 * never fall over a row's life, so of two states the one with the higher pair is the later.
 *
 * KEYS[1] is the row's hash; ARGV[1] the time to live in ms.
 */

/** What is no hash was put there by somebody else. */
const CLEAR = `
  local found = redis.call('TYPE', KEYS[1]).ok
  if found ~= 'hash' and found ~= 'none' then redis.call('DEL', KEYS[1]) end`;

/** ARGV[2] epoch, ARGV[3] version, ARGV[4] id, then fields; KEYS[2], if given, leads to the id. */
export const PUT = `${CLEAR}
  local old = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'gone')
  if old[3] then return 0 end
  local epoch, version = tonumber(ARGV[2]), tonumber(ARGV[3])
  local oldEpoch, oldVersion = tonumber(old[1] or '') or -1, tonumber(old[2] or '') or -1
  local isNewer = epoch > oldEpoch or (epoch == oldEpoch and version >= oldVersion)
  if not isNewer then return 0 end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], unpack(ARGV, 5))
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  if KEYS[2] then redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[1]) end
  return 1`;

/** A cut's row has no name: ARGV[2] epoch, ARGV[3] version, ARGV[4] state, ARGV[5] owner or ''. */
export const ADVANCE = `${CLEAR}
  local old = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'gone')
  if old[3] or not old[1] then return 0 end
  if (tonumber(old[1]) or -1) < tonumber(ARGV[2]) then
    redis.call('DEL', KEYS[1])
    return 0
  end
  if old[1] ~= ARGV[2] or (tonumber(old[2] or '') or -1) >= tonumber(ARGV[3]) then return 0 end
  redis.call('HSET', KEYS[1], 'version', ARGV[3], 'state', ARGV[4])
  if ARGV[5] == '' then redis.call('HDEL', KEYS[1], 'owner')
  else redis.call('HSET', KEYS[1], 'owner', ARGV[5]) end
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return 1`;

/** The row is deleted for good: ids are never given twice. */
export const BURY = `
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'gone', '1')
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return 1`;

/** KEYS[1] points to an id; ARGV[1] is what stands before it in the key of a row. */
export const BY_NAME = `
  local id = redis.call('GET', KEYS[1])
  if not id then return false end
  return { id, redis.call('HGETALL', ARGV[1] .. id) }`;
