using System.Globalization;
using System.Text;

namespace Rondo.Prepare.Tests.Sources;

/// <summary>A log of a web server with all that a real one holds, and what is in it.</summary>
sealed record GeneratedLog(int Bad, long Statuses, long Bytes, long Seconds, int Garbage, int NoReferer, HashSet<string> Agents)
{
    private static readonly (string Written, string? Meant)[] s_agents =
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
        ("""curl \"quoted\" 8.0""", "curl \"quoted\" 8.0"),
        ("""bot\x22\xC3\xA4""", "bot\"ä"),
        ("-", null),
    ];

    public static GeneratedLog Write(string path, int lines, int seed)
    {
        var random = new Random(seed);
        var log = new GeneratedLog(0, 0, 0, 0, 0, 0, []);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
        for (var i = 0; i < lines; i++)
        {
            if (random.Next(500) == 0)
            {
                file.Write(random.Next(3) switch { 0 => "broken off in the mid\n", 1 => "1.2.3.4 - - [10/Oct/2000:13:55\n", _ => "1.2.3.4 - - [10/Oct/2000:13:55:36 +0000] \"GET /\n" });
                log = log with { Bad = log.Bad + 1 };
                continue;
            }
            log = log.With(file, random, i);
        }
        return log;
    }

    GeneratedLog With(StreamWriter file, Random random, int i)
    {
        var host = random.Next(4) == 0 ? $"2001:db8::{random.Next(65536):x}" : $"198.51.100.{random.Next(256)}";
        var seconds = 1_700_000_000L + i;
        var offset = random.Next(-11, 13);
        var local = DateTime.UnixEpoch.AddSeconds(seconds).AddHours(offset).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
        var isGarbage = random.Next(200) == 0;
        var request = isGarbage ? """\x16\x03\x01\x02\x00\x01\xFC""" : $"{(random.Next(5) == 0 ? "POST" : "GET")} /item/{random.Next(1000)}?q={random.Next(10)} HTTP/1.1";
        var status = isGarbage ? 400 : random.Next(20) == 0 ? 404 : 200;
        long? bytes = random.Next(10) == 0 ? null : random.Next(100_000);
        var referer = random.Next(3) == 0 ? "-" : "https://example.com/a";
        var (written, meant) = s_agents[random.Next(s_agents.Length)];
        file.Write(FormattableString.Invariant($"{host} - {(random.Next(10) == 0 ? "alice" : "-")} [{local} {(offset < 0 ? '-' : '+')}{Math.Abs(offset):00}00] \"{request}\" {status} {bytes?.ToString(CultureInfo.InvariantCulture) ?? "-"} \"{referer}\" \"{written}\"\n"));
        if (meant is not null) Agents.Add(meant);
        return this with
        {
            Statuses = Statuses + status,
            Bytes = Bytes + (bytes ?? 0),
            Seconds = Seconds + seconds,
            Garbage = Garbage + (isGarbage ? 1 : 0),
            NoReferer = NoReferer + (referer == "-" ? 1 : 0),
        };
    }
}
