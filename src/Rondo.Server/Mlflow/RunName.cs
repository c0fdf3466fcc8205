using System.Globalization;
using System.Security.Cryptography;

namespace Rondo.Server.Mlflow;

/// <summary>Names for runs that come without one: two words and a number, easy to say.</summary>
static class RunName
{
    static readonly string[] _firsts =
    [
        "amber", "brisk", "calm", "clear", "dapper", "eager", "fair", "gentle", "golden", "hardy", "keen", "lively", "mellow", "nimble", "patient", "quiet",
        "rapid", "sage", "silver", "steady", "sunny", "swift", "tidy", "tranquil", "upright", "vivid", "warm", "wise",
    ];

    static readonly string[] _seconds =
    [
        "badger", "beetle", "bison", "cedar", "crane", "dolphin", "falcon", "finch", "fox", "gecko", "heron", "ibex", "jay", "kestrel", "lark", "lynx",
        "maple", "marten", "otter", "owl", "panda", "pine", "raven", "robin", "salmon", "stork", "swan", "tern",
    ];

    public static string New() => string.Create(CultureInfo.InvariantCulture,
        $"{_firsts[RandomNumberGenerator.GetInt32(_firsts.Length)]}-{_seconds[RandomNumberGenerator.GetInt32(_seconds.Length)]}-{RandomNumberGenerator.GetInt32(1000)}");
}
