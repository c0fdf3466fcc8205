using System.Text;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Cells;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Logs;

[Part("log", "Log files, a line a row: of web servers, W3C, JSON lines, or by a pattern; lines that can't be read are kept aside.")]
public sealed record LogSource : IFileSource
{
    // After so many bad lines and no good one, the layout is another.
    private const int HopelessLines = 10_000;
    private const int ShownLines = 3;

    [Param("How lines are laid out; auto finds it from the first lines.")]
    public LogLayout Layout { get; init; } = LogLayout.Auto;

    [Param("A regular expression whose named groups are the columns, for the layout pattern.")]
    public string Pattern { get; init; } = "";

    [Param("The share of lines that may be bad before reading is a mistake.", Min = 0, Max = 1)]
    public double MaxBad { get; init; } = 0.1;

    public IReadOnlyList<string> Extensions => [".log"];

    public bool ReadsGzip => true;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation)
    {
        var layout = Layout != LogLayout.Auto ? Layout : Pattern.Length > 0 ? LogLayout.Pattern : LayoutGuess.Of(files, options, cancellation);
        var parser = ParserOf(layout, options);
        var rows = new CellTable(options, files.Count == 1 ? Path.GetFileName(files[0]) : "all files", files[0]);
        var bad = new Tally(layout, options);
        foreach (var file in files)
        {
            using var lines = new LogLines(file, options.MaxCellBytes);
            parser.BeginFile();
            while (lines.Read(out var line))
            {
                if (!line.ContainsAnyExcept((byte)' ', (byte)'\t')) continue;
                var problem = lines.Problem;
                if (problem is null && parser.TryRead(line, rows, out problem)) rows.EndRow(cancellation);
                if (problem is null) continue;
                bad.Add(file, lines.Number, line, problem);
                if (rows.RowCount == 0 && bad.Count == HopelessLines) bad.CheckShare(0, MaxBad);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        bad.CheckShare(rows.RowCount, MaxBad);
        return rows.RowCount > 0 ? rows.Build(cancellation) : throw TextBlocks.Empty(files[0]);
    }

    LineParser ParserOf(LogLayout layout, SourceOptions options)
    {
        if (layout != LogLayout.Pattern && Pattern.Length > 0) throw new RondoException(new Mistake("bad_parameter", "There is a `pattern`, but the layout is another.") { Field = "pattern", Hint = "Write `layout: pattern`, or remove the pattern." });
        return layout switch
        {
            LogLayout.NginxCombined => new WebServerLines(hasReferer: true),
            LogLayout.Common => new WebServerLines(hasReferer: false),
            LogLayout.W3c => new W3cLines(),
            LogLayout.JsonLines => new JsonLogLines(options.MaxColumns),
            _ => new PatternLines(Pattern),
        };
    }

    sealed class Tally(LogLayout layout, SourceOptions options)
    {
        private readonly List<string> _first = [];
        private string? _file;

        public long Count { get; private set; }

        public void Add(string file, long number, ReadOnlySpan<byte> line, string problem)
        {
            if (options.BadLines is not { } kept)
                throw new RondoException(new Mistake("bad_line", $"The line is none of the layout {PartCatalog.SnakeCase(layout.ToString())}: {problem}.") { File = file, Line = (int)Math.Min(number, int.MaxValue) });
            kept.Add(file, number, Encoding.UTF8.GetString(line), problem);
            _file ??= file;
            if (Count++ < ShownLines) _first.Add(FormattableString.Invariant($"{Path.GetFileName(file)}:{number} {problem}"));
        }

        public void CheckShare(long rows, double most)
        {
            if (Count == 0 || (rows > 0 && Count <= most * (Count + rows))) return;
            throw new RondoException(new Mistake("bad_lines", FormattableString.Invariant($"{Count} of {Count + rows} lines are none of the layout {PartCatalog.SnakeCase(layout.ToString())}: {string.Join("; ", _first)}."))
            {
                File = _file,
                Hint = rows == 0 ? "Name another `layout`, or `layout: pattern` and a `pattern` with named groups." : "Name another `layout`, or allow more of them by `max_bad`.",
            });
        }
    }
}
