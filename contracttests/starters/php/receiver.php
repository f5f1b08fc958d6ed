<?php
// The ERP side of the Next Plus Integration Builder, to start from. PHP 8.1 or later, nothing to install.
//
//     php -d display_errors=0 -S 127.0.0.1:8085 receiver.php
//     erpkit verify --url http://127.0.0.1:8085 --fail-on should
//
// Port 0 is a free one. With PHP_CLI_SERVER_WORKERS=4 in the environment, four processes take posts. Leave display_errors off:
// PHP complains of a body of more than 8 MiB before this file runs, and the MES would take that answer for success.
//
// Yours to write is call_erp. PHP remembers nothing between two posts, so what is booked is in books.json beside this file.
// Before you go live, keep it in a database, let only the MES in (there is no password here), and use a real web server:
// PHP's own is for tests, and takes a body of any length into memory. "erpkit explain E7" explains the clause E7, and so on.
declare(strict_types=1);
ini_set('display_errors', '0'); // E6: what goes wrong is for the log
set_error_handler(fn ($level, $message) => throw new ErrorException($message));

// A report that is not booked: a status of 400 or above (T3), and what the person at the station reads (T5, E6).
class Refusal extends Exception
{
    public function __construct(public readonly int $status, string $message)
    {
        parent::__construct($message);
    }
}

// ==== CALL YOUR ERP HERE =============================================================================================
// Books one report in the ERP and returns the ERP's id of it, a text that no other thing has (E3, E4).
//
// $kind and $act are one of the seven acts, such as 'item-attach' and 'remove'. $id is null on add, else what was returned
// before. The report is well made, fits what is booked, and does not come here twice (E7). If the ERP does not take it,
// throw new Refusal(409, 'What is wrong, and what to do.'): then nothing is booked, and work goes on (T7, E10). Reports
// wait for each other, and 16 stations want an answer within 5 s (E8), so the ERP has 0.3 s for one: give the call a
// time-out.
function call_erp(string $kind, string $act, object $report, ?string $id): string
{
    return $id ?? $kind . '-' . bin2hex(random_bytes(16));
}
// =====================================================================================================================

const HELP = 'Tell the people who look after the interface.';
const TEXT = 'a text that is not empty', ANY_TEXT = 'a text', NULLABLE = 'a text, null or left out';
const OPTIONAL = 'a text that is not empty, or left out'; // P4
const POSITIVE = 'a number above 0', AMOUNT = 'a number of 0 or more', WHOLE = 'a whole number of 0 or more';

const COMMON = ['workorderNumber' => TEXT, 'sku' => TEXT, 'workorderId' => TEXT, 'stockId' => TEXT, 'sessionId' => TEXT, // P1, P2
    'workorderExternalId' => NULLABLE]; // P3
const MEMBERS = [
    'device' => ['serial' => TEXT, 'externalId' => OPTIONAL], // D2, D4
    'item-attach' => ['serial' => OPTIONAL, 'externalId' => OPTIONAL, 'item.sku' => TEXT, 'item.quantity' => POSITIVE, // I2-I4
        'item.serial' => OPTIONAL, 'item.workorderNumber' => OPTIONAL, 'item.externalId' => OPTIONAL], // I5, I6
    'operation' => ['actCode' => ANY_TEXT, 'workCenterCode' => ANY_TEXT, 'position' => WHOLE, 'validQty' => AMOUNT, // O2, O3
        'invalidQty' => AMOUNT, 'serial' => OPTIONAL, 'externalId' => NULLABLE, 'operationExternalId' => NULLABLE], // O3-O6
];
const ACTS = ['device' => ['add', 'update', 'remove'], 'item-attach' => ['add', 'remove'], 'operation' => ['add', 'remove']]; // D1, I1, O1
// Reports that agree in these are about one thing (F2). The serial is none of them: a device can get another one (D5).
const SAME = [
    'device' => ['workorderNumber', 'sku', 'stockId'],
    'item-attach' => ['workorderNumber', 'sku', 'stockId', 'item.sku', 'item.serial', 'item.quantity', 'item.workorderNumber'],
    'operation' => ['workorderNumber', 'sku', 'stockId', 'actCode', 'workCenterCode', 'position', 'validQty', 'invalidQty'],
];

// Gives the value of a member such as 'sku' or 'item.sku', null if it is not there.
function member(object $report, string $name, ?bool &$there = null): mixed
{
    [$first, $inner] = explode('.', $name) + [1 => null];
    $in = $inner === null ? $report : ($report->$first ?? null);
    $there = is_object($in) && property_exists($in, $inner ?? $first);
    return $there ? $in->{$inner ?? $first} : null;
}

function fits(mixed $value, bool $there, string $wanted): bool
{
    $isNumber = is_int($value) || is_float($value) && is_finite($value);
    return match ($wanted) {
        TEXT => is_string($value) && $value !== '',
        ANY_TEXT => is_string($value),
        OPTIONAL => !$there || is_string($value) && $value !== '',
        NULLABLE => $value === null || is_string($value),
        POSITIVE => $isNumber && $value > 0,
        AMOUNT => $isNumber && $value >= 0,
        WHOLE => $isNumber && $value >= 0 && floor($value) == $value,
    };
}

// Turns a body into a report, or refuses it (E5). Members that are not known are passed over (T8).
function read(string $kind, string $body): array
{
    $report = json_decode($body); // P5: takes UTF-8 only, of whole characters
    if (!is_object($report)) {
        throw new Refusal(400, 'The report is not a JSON object in UTF-8. ' . HELP);
    }
    $kind = $kind ?: (property_exists($report, 'item') ? 'item-attach' : (property_exists($report, 'actCode') ? 'operation' : 'device')); // C5
    if (!in_array($report->type ?? null, ACTS[$kind], true)) {
        throw new Refusal(422, '"type" must be ' . implode(' or ', ACTS[$kind]) . '. ' . HELP);
    }
    $more = $report->type === 'update' ? ['oldSerial' => TEXT] : []; // D3
    foreach (COMMON + MEMBERS[$kind] + $more as $name => $wanted) {
        $value = member($report, $name, $there);
        if (!fits($value, $there, $wanted)) {
            throw new Refusal(422, "\"$name\" must be $wanted. " . HELP);
        }
    }
    return [$kind, $report];
}

// A text of values. P6: the MES has floating-point numbers, so a float keeps all of one; 1.0 is 1.
function key_of(mixed ...$values): string
{
    return json_encode(array_map(fn ($v) => is_int($v) ? (float) $v : $v, $values), JSON_THROW_ON_ERROR);
}

// Does something with what is booked, one report at a time (E7, E8): things by their ids, and ids by what the things are. If
// the work throws, nothing changes (E10).
function with_books(callable $work): string
{
    $lock = fopen(__DIR__ . '/books.lock', 'c');
    flock($lock, LOCK_EX); // until the end of the request
    $file = __DIR__ . '/books.json';
    $books = file_exists($file) ? json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR) : ['things' => [], 'ids' => []];
    $before = $books;
    $id = $work($books);
    if ($books !== $before) {
        file_put_contents("$file.new", json_encode($books, JSON_THROW_ON_ERROR));
        rename("$file.new", $file); // all or nothing
    }
    return $id;
}

// Holds a report against what is booked, calls the ERP, and gives the id.
function book(array &$books, string $kind, object $report): string
{
    $act = $report->type;
    $serial = $report->serial ?? null;
    $had = $act === 'update' ? $report->oldSerial : $serial;
    $values = array_map(fn ($name) => member($report, $name), SAME[$kind]);
    $thing = key_of($kind, ...$values);
    // E7: a report that comes twice has the same session and serial. E4: a serial is that of one device of a sku, or of one
    // piece of a part; but a lot by the kilogram goes into many devices.
    $keys = [$kind === 'device' ? $thing : key_of($thing, $report->sessionId, $serial)];
    $own = $kind === 'device' ? $report : ($kind === 'item-attach' && $report->item->quantity == 1 ? $report->item : null);
    if (isset($own->serial)) {
        $keys[] = key_of($kind, $own->sku, $own->serial);
    }
    $booked = fn ($key) => $books['things'][$books['ids'][$key] ?? ''] ?? null;
    $device = $booked(key_of('device', ...array_slice($values, 0, 3)));
    $found = $booked($keys[0]);
    if ($act !== 'add') {
        $id = member($report, $kind === 'item-attach' ? 'item.externalId' : 'externalId');
        $found = $id === null ? $found : ($books['things'][$id] ?? null); // E2, F1
        if (($found['thing'] ?? null) !== $thing) { // F2
            throw new Refusal(404, 'The ERP does not have this, or it was removed before. Reload the work order.');
        }
    }
    if ($found && $found['serial'] === $serial && ($act === 'add' || $act === 'update' && $found['had'] === $had)) {
        return $found['id']; // E7: it came before
    }
    $changed = $kind === 'device' ? $found : $device;
    if ($changed && $changed['serial'] !== $had) { // F3, F4
        throw new Refusal(409, 'In the ERP this device has serial ' . short($changed['serial']) . '. Reload the work order.');
    }
    $parent = $kind === 'item-attach' ? $report->externalId ?? null : null; // I3
    if ($parent !== null && ($device || $act === 'add') && $parent !== ($device['id'] ?? null)) {
        throw new Refusal(404, 'The ERP does not have the device of this part. Reload the work order.');
    }
    $holder = isset($keys[1]) ? $booked($keys[1]) : null;
    if ($holder && $holder['id'] !== ($found['id'] ?? null)) {
        throw new Refusal(409, 'Serial ' . short($own->serial) . ' is used on work order ' . short($holder['order']) . '. Look at the label.');
    }
    $id = call_erp($kind, $act, $report, $found['id'] ?? null);
    if ($found) {
        unset($books['things'][$found['id']]);
        $books['ids'] = array_diff_key($books['ids'], array_flip($found['keys']));
    }
    if ($act !== 'remove') {
        $books['things'][$id] = ['id' => $id, 'thing' => $thing, 'keys' => $keys, 'serial' => $serial, 'had' => $had, 'order' => $report->workorderNumber];
        $books['ids'] = array_fill_keys($keys, $id) + $books['ids'];
    }
    return $id;
}

function short(string $text): string
{
    return preg_replace('/^(.{60}).+$/us', '$1…', $text);
}

// Reads one POST, and gives its kind and body.
function receive(int $most = 1 << 20): array
{
    $kind = trim(explode('?', $_SERVER['REQUEST_URI'])[0], '/');
    $body = file_get_contents('php://input', false, null, 0, $most + 1);
    $sent_as = str_replace('"', '', $_SERVER['CONTENT_TYPE'] ?? '');
    return match (true) {
        $_SERVER['REQUEST_METHOD'] !== 'POST' => throw new Refusal(405, 'Reports are sent with POST. ' . HELP), // T1
        strlen($body) > $most => throw new Refusal(413, "The report is longer than $most bytes. " . HELP),
        !preg_match('~^application/([^;]+\+)?json\s*(;\s*charset=(utf-?8|us-ascii)\s*)?$~i', $sent_as) =>
            throw new Refusal(415, 'The report must be sent as application/json in UTF-8. ' . HELP),
        $kind !== '' && !isset(ACTS[$kind]) => throw new Refusal(404, 'Reports are taken at /device, /item-attach and /operation. ' . HELP),
        default => [$kind, $body],
    };
}

// One POST and its answer, which is JSON whatever happens.
try {
    [$kind, $report] = read(...receive());
    $answer = ['externalId' => with_books(function (&$books) use ($kind, $report) { return book($books, $kind, $report); })]; // T2, T4
} catch (Refusal $refusal) {
    http_response_code($refusal->status);
    $answer = ['message' => $refusal->getMessage()];
} catch (Throwable $error) {
    error_log((string) $error);
    http_response_code(500);
    $answer = ['message' => 'The ERP failed. Try again. ' . HELP];
}
header('Content-Type: application/json');
echo json_encode($answer);
