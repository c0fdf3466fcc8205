using System.Text.RegularExpressions;

namespace Rondo.EndToEndTests;

/// <summary>A command that a page shows, and what it shows of its output.</summary>
/// <param name="Line">1-based, in the page.</param>
sealed record DocumentedCommand(int Line, string Command, IReadOnlyList<string> Shown);

/// <summary>
/// A page of the guide. Blocks that begin with <c>$ </c> are commands with their output, of which lines may be left out;
/// a block after <c>&lt;!-- file: NAME --&gt;</c>, or the rest of such a comment, is a file that the commands after it find.
/// </summary>
static partial class DocumentedPage
{
    /// <summary>Files and commands in their order.</summary>
    public static IEnumerable<object> Steps(string text)
    {
        foreach (Match block in Blocks().Matches(text.ReplaceLineEndings("\n")))
        {
            var (file, body) = (block.Groups["file"], block.Groups["body"].Value);
            var line = text[..block.Index].Count(c => c == '\n') + 1;
            if (file.Success) yield return (Name: file.Value, Text: body);
            else if (body.StartsWith("$ ", StringComparison.Ordinal))
                foreach (var command in Commands(body, line)) yield return command;
        }
    }

    static IEnumerable<DocumentedCommand> Commands(string body, int line)
    {
        foreach (var part in body.Split("\n$ ").Select((p, i) => i == 0 ? p[2..] : p))
        {
            var lines = part.Split('\n');
            yield return new DocumentedCommand(line, lines[0].Split(" #")[0].Trim(), [.. lines.Skip(1).Select(l => l.TrimEnd()).Where(l => l.Length > 0 && l.Trim() != "...")]);
        }
    }

    /// <summary>A line without what differs from run to run: times, run ids, and the columns of times in tables.</summary>
    public static string Masked(string line)
    {
        line = RunId().Replace(line.TrimEnd(), "RUN");
        line = BestSoFar().Replace(Trial().Replace(line, "trial"), "");
        line = Clock().Replace(line, "TIME");
        line = Timings().Replace(line, "");
        return Spaces().Replace(line, " ").Trim();
    }

    [GeneratedRegex(@"<!-- file: (?<file>\S+)\n(?<body>.*?)-->|(?:<!-- file: (?<file>\S+) -->\n)?```[a-z]*\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\b1[0-9a-z]{15}\b")]
    private static partial Regex RunId();

    // Trials end in any order, and the best of them so far with it.
    [GeneratedRegex(@"trial \d+ of \d+")]
    private static partial Regex Trial();

    [GeneratedRegex(@", best \S+ \(\w+\)$")]
    private static partial Regex BestSoFar();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+Z|\b[0-9.]+ ?(?:s|ms|us|seconds)\b")]
    private static partial Regex Clock();

    // The last two columns of the leaderboard: seconds and microseconds.
    [GeneratedRegex(@"\s+[0-9]+\.[0-9]\s+[0-9]+\.[0-9]{2}$")]
    private static partial Regex Timings();

    [GeneratedRegex(@"[\s-]{2,}|\s")]
    private static partial Regex Spaces();
}
