/**
 * What `lease-table.ts` does, as Redis scripts: each call is one script, so it is atomic, on
 * Redis's own clock. The rules and their reasons are there; the contract suite compares answers.
 *
 * Everything is in one hash, so that an eviction or a partial loss takes all of it or nothing, and
 * a Redis Cluster keeps it on one node:
 *
 *   born      the marker: made with the hash, so a hash without it is a new one
 *   calm      1 while the marker was made by a process that knew of no grants before
 *   run       the run id of the Redis that used it last: another one may have loaded an old dump
 *   clock     latest time seen, until: end of the quarantine, cursor: node id to try next
 *   n:<id>    "floor ceiling holder", "-" for a lease that was given back
 *   h:<holder> the node id that it has
 *
 * Each answer is {outcome, now, marker, node id, floor, ceiling, wait, leases held}.
 */

/** Arguments before those of the script itself. */
export interface ScriptArguments {
  readonly nodeIds: number;
  readonly windowMs: number;
  readonly quarantineMs: number;
  /** The latest time of this store that the caller knows of. */
  readonly latestMs: number;
  /** The marker of the store that the caller used before; empty = it knows of none. */
  readonly known: string;
  /** Marker and first node id of a new hash. */
  readonly marker: string;
  readonly cursor: number;
}

export const scriptArguments = (given: ScriptArguments): (string | number)[] => [
  given.nodeIds,
  given.windowMs,
  given.quarantineMs,
  given.latestMs,
  given.known,
  given.marker,
  given.cursor,
];

const COMMON = `
local key = KEYS[1]
local nodeIds, window, quarantine = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local latest, known, marker, cursor = tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7]

local function text(number) return string.format('%.0f', number) end
local function get(field) return redis.call('HGET', key, field) end
local function number(field) return tonumber(get(field) or '0') end
local function set(field, value) redis.call('HSET', key, field, value) end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
now = math.max(now, number('clock'), latest)
set('clock', text(now))

local endsAt = number('until')
local function forgotten()
  endsAt = now + quarantine
  set('until', text(endsAt))
end

local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or '?'
local born = get('born')
if not born then
  born = marker
  local calm = known == '' and 1 or 0
  redis.call('HSET', key, 'born', born, 'run', run, 'cursor', cursor, 'calm', calm)
  if known ~= '' then forgotten() end
else
  if get('run') ~= run then
    set('run', run)
    forgotten()
  end
  if known ~= '' and known ~= born and get('calm') == '1' then
    set('calm', 0)
    forgotten()
  end
end

local function read(id)
  local floor, ceiling, holder = string.match(get('n:' .. id) or '', '^(%d+) (%d+) (%S+)$')
  if floor then return {floor = tonumber(floor), ceiling = tonumber(ceiling), holder = holder} end
end

local function drop(id, record)
  redis.call('HDEL', key, 'n:' .. id)
  if get('h:' .. record.holder) == text(id) then redis.call('HDEL', key, 'h:' .. record.holder) end
end

local function put(id, record)
  local before = read(id)
  if before then drop(id, before) end
  set('n:' .. id, text(record.floor) .. ' ' .. text(record.ceiling) .. ' ' .. record.holder)
  if record.holder ~= '-' then set('h:' .. record.holder, text(id)) end
end

local function answer(outcome, id, floor, ceiling, wait, held)
  return {outcome, now, born, id or 0, floor or 0, ceiling or 0, wait or 0, held or 0}
end

local function extend(id, record)
  record.ceiling = math.max(record.ceiling, now + window)
  put(id, record)
  return answer('granted', id, record.floor, record.ceiling)
end
`;

export const ACQUIRE = `${COMMON}
local holder = ARGV[8]
local ownId = get('h:' .. holder)
local own = ownId and read(ownId)
if own and own.ceiling > now then return extend(tonumber(ownId), own) end
if now < endsAt then return answer('quarantined', 0, 0, 0, endsAt - now) end

local first = number('cursor')
local freeAt
for step = 0, nodeIds - 1 do
  local id = (first + step) % nodeIds
  local record = read(text(id))
  if not record or record.ceiling <= now then
    set('cursor', text((id + 1) % nodeIds))
    return extend(id, {floor = now, ceiling = 0, holder = holder})
  end
  freeAt = math.min(freeAt or record.ceiling, record.ceiling)
end
return answer('full', 0, 0, 0, freeAt - now)
`;

/** Arguments of its own: node id, holder, fence, ceiling. */
export const RENEW = `${COMMON}
local id, holder = tonumber(ARGV[8]), ARGV[9]
local fence, ceiling = tonumber(ARGV[10]), tonumber(ARGV[11])
local record = read(text(id))
local isOwn = record and record.floor == fence
if isOwn and record.holder ~= holder then return answer('lost') end
local claimed = ceiling
if isOwn then ceiling = math.max(ceiling, record.ceiling) end
if ceiling <= now then return answer('lost') end
if isOwn and claimed <= record.ceiling then return extend(id, record) end

if ceiling > endsAt then forgotten() end
if ceiling > now + window then return answer('lost') end
if not isOwn and record and record.ceiling > fence then return answer('lost') end
return extend(id, {floor = fence, ceiling = ceiling, holder = holder})
`;

/** Arguments of its own: node id, holder, fence. */
export const RELEASE = `${COMMON}
local id, holder, fence = tonumber(ARGV[8]), ARGV[9], tonumber(ARGV[10])
local record = read(text(id))
if record and record.floor == fence and record.holder == holder then
  record.holder = '-'
  put(id, record)
end
return answer('released')
`;

export const STATUS = `${COMMON}
local held = 0
local all = redis.call('HGETALL', key)
for at = 1, #all, 2 do
  local id = string.match(all[at], '^n:(%d+)$')
  if id then
    local record = read(id)
    if record.ceiling <= now then drop(tonumber(id), record) end
  end
end
for _, field in ipairs(redis.call('HKEYS', key)) do
  if string.sub(field, 1, 2) == 'h:' then held = held + 1 end
end
return answer('status', 0, 0, 0, math.max(0, endsAt - now), held)
`;
