using System.CommandLine;
using System.Globalization;
using Rondo.Cli.Output;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Statistics;
using Rondo.Lifecycle;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Commands;

/// <summary>Computes one statistic of columns, or of what others counted.</summary>
sealed class StatVerb : IVerb
{
    private const long LargestInput = 1L << 30;
    private const ulong DefaultSeed = 42;

    private readonly Argument<string> _name = new("name") { Description = "The statistic; 'rondo list statistic' shows them all." };
    private readonly Option<string?> _reference = new("--reference") { Description = "A data file: the sample to compare with." };
    private readonly Option<string?> _current = new("--current") { Description = "A data file: the sample that may differ (default: the reference's)." };
    private readonly Option<string[]> _columns = new("--column") { Description = "The column of both files; for rows of several numbers it may be given several times." };
    private readonly Option<string?> _currentColumn = new("--current-column") { Description = "The column of the current sample, where it has another name." };
    private readonly Option<string?> _input = new("--input") { Description = "A JSON file with the statistic's fields, or - for standard input." };
    private readonly Option<string[]> _set = new("--set") { Description = "An option of the statistic, such as method=exact; may be given several times.", Arity = ArgumentArity.OneOrMore };

    public Command Describe() =>
        new("stat", "Compute a statistic of two columns, or of the fields of a JSON file: tests, distances, intervals.") { _name, _reference, _current, _columns, _currentColumn, _input, _set };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var fields = parsed.GetValue(_input) is { } path ? ReadInput(path, parsed) : ReadColumns(parsed, session, cancellation);
        var options = (parsed.GetValue(_set) ?? []).Select(OptionOf).GroupBy(o => o.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        var result = new StatisticRequest(parsed.GetValue(_name)!, options, fields, session.Seed ?? DefaultSeed).Compute(RondoParts.Catalog);
        if (session.Json) session.Print(StatisticView.ToJson(result));
        else StatisticView.Write(session.Out, result);
        return 0;
    }

    IReadOnlyDictionary<string, object?> ReadInput(string path, ParseResult parsed)
    {
        if (parsed.GetValue(_reference) is not null || parsed.GetValue(_current) is not null || parsed.GetValue(_columns) is { Length: > 0 })
            throw new RondoException("bad_arguments", "Both --input and columns of files are given.", "Give one of them.");
        if (path == "-")
        {
            using var bytes = new MemoryStream();
            using var standard = Console.OpenStandardInput();
            standard.CopyTo(bytes);
            return StatisticJson.Read(bytes.ToArray(), "-");
        }
        if (!File.Exists(path)) throw new RondoException(new Mistake("file_not_found", $"There is no file '{path}'.") { File = path, Hint = "Name a JSON file, or - for standard input." });
        if (new FileInfo(path).Length > LargestInput) throw new RondoException(new Mistake("too_large", "The input is larger than 1 GiB.") { File = path, Hint = "Give the data as columns: --reference FILE --current FILE --column C." });
        return StatisticJson.Read(File.ReadAllBytes(path), path);
    }

    Dictionary<string, object?> ReadColumns(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        if (parsed.GetValue(_reference) is not { } reference || parsed.GetValue(_columns) is not { Length: > 0 } columns)
            throw new RondoException("bad_arguments", "There is nothing to compute of.", "Write: rondo stat NAME --reference FILE --current FILE --column C, or rondo stat NAME --input FILE.json.");
        var current = parsed.GetValue(_current) ?? reference;
        var others = parsed.GetValue(_currentColumn) is { } other ? [other] : columns;
        if (current == reference && others.SequenceEqual(columns))
            throw new RondoException("bad_arguments", "The reference and the current sample are the same column.", "Add --current FILE, or --current-column C.");
        var first = Read(reference, session, cancellation);
        var second = current == reference ? first : Read(current, session, cancellation);
        return new(StringComparer.Ordinal) { ["reference"] = Field(first, reference, columns), ["current"] = Field(second, current, others) };
    }

    static Table Read(string path, Session session, CancellationToken cancellation) =>
        SourceReader.Read(new SourceSpec(path), new SourceOptions { Threads = session.Threads }, cancellation: cancellation);

    static object Field(Table table, string path, string[] columns)
    {
        foreach (var column in columns)
        {
            if (table.Schema.Contains(column)) continue;
            throw new RondoException(new Mistake("unknown_column", $"'{path}' has no column '{column}'.")
            {
                File = path,
                Field = column,
                Hint = Spelling.DidYouMean(column, [.. table.Schema.Fields.Select(f => f.Name)]) ?? $"It has: {string.Join(", ", table.Schema.Fields.Select(f => f.Name))}.",
            });
        }
        if (columns is [var single]) return table[single];
        var samples = columns.Select(c => NumbersOf(table[c], c)).ToArray();
        return Enumerable.Range(0, table.RowCount).Select(object? (row) => new DoubleColumn([.. samples.Select(s => s[row])])).ToArray();
    }

    static double[] NumbersOf(Column column, string name) => column switch
    {
        DoubleColumn doubles => doubles.Values,
        IntegerColumn whole => [.. Enumerable.Range(0, whole.Length).Select(r => whole.IsMissing(r) ? double.NaN : whole.Values[r])],
        _ => throw new RondoException(new Mistake("bad_input", $"The column '{name}' is {column.Type.Word}; rows of several columns need numbers.") { Field = name }),
    };

    static (string Name, object? Value) OptionOf(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0) throw new RondoException("bad_arguments", $"'--set {text}' has no '='.", "Write: --set key=value.");
        var (name, word) = (text[..at], text[(at + 1)..]);
        object value = word is "true" or "false" ? word == "true"
            : long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
            : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : word;
        return (name, value);
    }
}
