<?php
// The ERP side of the Next Plus Integration Builder, to start from. PHP 8.1 or later, nothing to install.
//
//     php -d display_errors=0 -S 127.0.0.1:8085 receiver.php          (port 0 is a free one)
//     erpkit verify --url http://127.0.0.1:8085 --fail-on should
//
// Yours to write is call_erp. PHP remembers nothing between two posts, so what is booked is in a file beside this one. Before
// you go live, keep it in a database, let only the MES in (there is no password here), and use a real web server: PHP's own is
// for tests. "erpkit explain E7" explains the clause E7, and so on.
//
// Leave display_errors off: PHP complains of a body of more than 8 MiB before this file runs, and the MES would take that
// answer for success. With PHP_CLI_SERVER_WORKERS=4 in the environment, four processes take posts.
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
// $kind and $act are such as 'item-attach' and 'remove', $report has members such as 'sku' and 'item.sku', which are null if
// left out. $id is null on add, else what was returned before. The report is right, fits what is booked, and does not come
// here twice (E7). If the ERP does not take it, throw new Refusal(409, 'What is wrong, and what to do.'): nothing is booked
// then, and work goes on (T7, E10). Reports wait for each other, and 16 stations want an answer within 5 s (E8): give the
// call a time-out of 0.3 s.
function call_erp(string $kind, string $act, array $report, ?string $id): string
{
    return $id ?? $kind . '-' . bin2hex(random_bytes(16));
}
// =====================================================================================================================

// What a member must be, in words; fits has the tests.
const ANY_TEXT = 'a text', TEXT = 'a text that is not empty', NULLABLE = 'a text, null or left out';
const OPTIONAL = 'a text that is not empty, or left out'; // P4: never null
const POSITIVE = 'a number above 0', AMOUNT = 'a number of 0 or more', WHOLE = 'a whole number of 0 or more';

// D1, I1, O1
const ACTS = ['device' => ['add', 'update', 'remove'], 'item-attach' => ['add', 'remove'], 'operation' => ['add', 'remove']];
// The members that say what thing a report is about (F2). The serial is none of them: a device can get another one (D5).
const COMMON = ['workorderNumber' => TEXT, 'sku' => TEXT, 'stockId' => TEXT]; // P1, P2
const IDENTITY = [
    'device' => COMMON,
    'item-attach' => COMMON + ['item.sku' => TEXT, 'item.quantity' => POSITIVE, // I4
        'item.serial' => OPTIONAL, 'item.workorderNumber' => OPTIONAL], // I5
    'operation' => COMMON + ['actCode' => ANY_TEXT, 'workCenterCode' => ANY_TEXT, 'position' => WHOLE, // O2
        'validQty' => AMOUNT, 'invalidQty' => AMOUNT], // O3
];
// The other members.
const EVENT = ['workorderId' => TEXT, 'sessionId' => TEXT, 'workorderExternalId' => NULLABLE]; // P2, P3
const OTHERS = [
    'device' => EVENT + ['serial' => TEXT, 'externalId' => OPTIONAL], // D2, D4
    'item-attach' => EVENT + ['serial' => OPTIONAL, 'externalId' => OPTIONAL, 'item.externalId' => OPTIONAL], // I2, I3, I6
    'operation' => EVENT + ['serial' => OPTIONAL, 'externalId' => NULLABLE, 'operationExternalId' => NULLABLE], // O4-O6
];
const HELP = 'Tell the people who look after the interface.', RELOAD = 'Reload the work order.', LABEL = 'Look at the label.';

function fits(mixed $value, string $wanted): bool
{
    $number = is_float($value) && is_finite($value) ? $value : -1; // P6: the MES has such numbers, too
    return match ($wanted) {
        ANY_TEXT => is_string($value),
        TEXT, OPTIONAL => is_string($value) && $value !== '',
        NULLABLE => is_string($value) || $value === null,
        POSITIVE => $number > 0,
        AMOUNT => $number >= 0,
        WHOLE => $number >= 0 && floor($number) == $number,
    };
}

// Refuses what is not right (E5).
function check(bool $right, int $status, string $wrong, string $cure = HELP): void
{
    $right || throw new Refusal($status, "$wrong $cure");
}

// Turns a body into a report, which has the members that are known; others are passed over (T8).
function read(string $kind, string $body): array
{
    $sent = json_decode($body, true); // P5: takes UTF-8 only, of whole characters
    check(is_array($sent) && ltrim($body)[0] === '{', 400, 'The report is not a JSON object in UTF-8.');
    $kind = $kind ?: (isset($sent['item']) ? 'item-attach' : (isset($sent['actCode']) ? 'operation' : 'device')); // C5
    $act = $sent['type'] ?? null;
    check(in_array($act, ACTS[$kind], true), 422, '"type" must be ' . implode(' or ', ACTS[$kind]) . '.');
    $more = $act === 'update' ? ['oldSerial' => TEXT] : []; // D3
    foreach (IDENTITY[$kind] + OTHERS[$kind] + $more as $name => $wanted) {
        [$place, $last] = str_starts_with($name, 'item.') ? [$sent['item'] ?? null, substr($name, 5)] : [$sent, $name];
        $there = is_array($place) && array_key_exists($last, $place);
        $value = $there ? $place[$last] : null;
        $report[$name] = is_int($value) ? (float) $value : $value; // 1 is 1.0
        check($there ? fits($report[$name], $wanted) : str_ends_with($wanted, 'left out'), 422, "\"$name\" must be $wanted.");
    }
    return [$kind, $act, $report];
}

// Gives what is booked and has the same values in these members. A database has an index for that.
function find(array $booked, array $report, array $names): array
{
    $same = array_intersect_key($report, array_flip($names));
    foreach ($booked as $one) {
        if (array_intersect_key($one, $same) === $same) {
            return $one;
        }
    }
    return [];
}

// Holds a report against what is booked, calls the ERP, and gives the id.
function book(array &$booked, string $kind, string $act, array $report): string
{
    $own = $kind === 'item-attach' ? 'item.' : ''; // where the thing itself has its members
    [$serial, $own_serial] = [$report['serial'], $report["{$own}serial"]];
    $report['id'] = $report["{$own}externalId"];
    // It is found by the ERP's id (E2, F1); on add, which has none, by what makes a report the same when it comes twice (E7).
    $same = $act !== 'add' ? ['id'] : ($kind === 'device' ? [] : ['sessionId', 'serial']);
    $found = find($booked[$kind], $report, [...array_keys(IDENTITY[$kind]), ...$same]);
    $device = find($booked['device'], $report, array_keys(COMMON));
    if ($found && $act !== 'remove' && $found['serial'] === $serial) {
        return $found['id']; // E7: it came before
    }
    check($found || $act === 'add', 404, 'The ERP does not have this, or it was removed before.', RELOAD); // F2
    check(!$device || $device['serial'] === ($report['oldSerial'] ?? $serial), // F3, F4
        409, 'In the ERP this device has serial ' . short($device['serial'] ?? '') . '.', RELOAD);
    check(!$own || $act === 'remove' || in_array($report['externalId'], [null, $device['id'] ?? null], true), // I3
        404, 'The ERP does not have the device of this part.', RELOAD);
    // E4: a serial is of one device of a sku, or of one piece of a part; but a lot by the kilogram goes into many devices.
    if ($act !== 'remove' && ($kind === 'device' || $own_serial !== null && ($report['item.quantity'] ?? 0) == 1)) {
        $other = find($booked[$kind], $report, ["{$own}sku", "{$own}serial", 'item.quantity']);
        check(!$other,
            409, 'Serial ' . short($own_serial) . ' is used on work order ' . short($other['workorderNumber'] ?? '') . '.', LABEL);
    }
    $report['id'] = call_erp($kind, $act, $report, $found['id'] ?? null);
    unset($booked[$kind][$found['id'] ?? '']);
    if ($act !== 'remove') {
        $booked[$kind][$report['id']] = $report;
    }
    return $report['id'];
}

function short(string $text): string
{
    return preg_replace('/^(.{255}).+$/us', '$1', $text);
}

// Reads one POST, and gives its kind and body.
function receive(int $most = 1 << 20): array
{
    $kind = trim(explode('?', $_SERVER['REQUEST_URI'])[0], '/');
    $body = file_get_contents('php://input', false, null, 0, $most + 1);
    check($_SERVER['REQUEST_METHOD'] === 'POST', 405, 'Reports are sent with POST.'); // T1
    check(strlen($body) <= $most, 413, "The report is longer than $most bytes.");
    check(preg_match('~^application/([^;]+\+)?json\s*(;\s*charset="?(utf-?8|us-ascii)"?\s*)?$~i', $_SERVER['CONTENT_TYPE'] ?? '') === 1,
        415, 'The report must be sent as application/json in UTF-8.');
    check($kind === '' || isset(ACTS[$kind]), 404, 'Reports are taken at /device, /item-attach and /operation.');
    return [$kind, $body];
}

// Answers one request, in JSON whatever comes.
try {
    $report = read(...receive());
    $lock = fopen(__DIR__ . '/booked.lock', 'c');
    flock($lock, LOCK_EX); // one report at a time (E7, E8), until this one is answered
    $file = __DIR__ . '/booked.json'; // the last report about each thing, by its kind and id
    $booked = is_file($file) ? json_decode(file_get_contents($file), true) : ['device' => [], 'item-attach' => [], 'operation' => []];
    $said = ['externalId' => book($booked, ...$report)]; // T2, T4
    file_put_contents("$file.new", json_encode($booked, JSON_PRESERVE_ZERO_FRACTION));
    rename("$file.new", $file); // all or nothing
} catch (Refusal $refusal) {
    http_response_code($refusal->status);
    $said = ['message' => $refusal->getMessage()];
} catch (Throwable $error) {
    error_log((string) $error);
    http_response_code(500);
    $said = ['message' => 'The ERP failed. Try again. ' . HELP];
}
header('Content-Type: application/json');
echo json_encode($said);
