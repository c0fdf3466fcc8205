using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Cells;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>Finds the layout that reads most of the first lines.</summary>
static class LayoutGuess
{
    private const int Lines = 100;

    /// <exception cref="RondoException">No layout reads any of them.</exception>
    public static LogLayout Of(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            var scores = Scores(file, options, out var hasLines);
            if (!hasLines) continue;
            var best = scores.MaxBy(s => s.Value);
            return best.Value > 0 ? best.Key : throw new RondoException(new Mistake("unknown_layout", "The first lines are of no layout that is known.")
            {
                File = file,
                Line = 1,
                Hint = "Write `layout: pattern` and a `pattern`: a regular expression whose named groups become columns, such as '(?<level>[A-Z]+) (?<message>.*)'.",
            });
        }
        throw TextBlocks.Empty(files[0]);
    }

    // In this order: of equal layouts the first wins.
    static Dictionary<LogLayout, int> Scores(string file, SourceOptions options, out bool hasLines)
    {
        (LogLayout Layout, LineParser Parser)[] layouts =
        [
            (LogLayout.NginxCombined, new WebServerLines(hasReferer: true)), (LogLayout.Common, new WebServerLines(hasReferer: false)),
            (LogLayout.W3c, new W3cLines()), (LogLayout.JsonLines, new JsonLogLines(options.MaxColumns)),
        ];
        var scores = layouts.ToDictionary(l => l.Layout, _ => 0);
        var rows = layouts.ToDictionary(l => l.Layout, _ => new CellTable(new SourceOptions(), ""));
        using var lines = new LogLines(file, options.MaxCellBytes);
        hasLines = false;
        while (lines.Number < Lines && lines.Read(out var line))
        {
            if (!line.ContainsAnyExcept((byte)' ', (byte)'\t')) continue;
            hasLines = true;
            foreach (var (layout, parser) in layouts)
            {
                if (lines.Problem is not null || !parser.TryRead(line, rows[layout], out _)) continue;
                rows[layout].EndRow(default);
                scores[layout]++;
            }
        }
        return scores;
    }
}
