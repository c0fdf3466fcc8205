using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Export.Source;

namespace Rondo.Engine.Export.C;

/// <summary>How a graph's statements and tables look in C99.</summary>
sealed class CDialect(IReadOnlyDictionary<string, string> fields) : ISourceDialect
{
    private const int LineWidth = 140;

    public string Number => "const double";

    public string Variable => "double";

    public string Text => "const char *";

    public string Counter => "int";

    public string NoText => "NULL";

    public string NotANumber => "NAN";

    public string Infinity => "INFINITY";

    public string Input(Field field) => $"row->{fields[field.Name]}";

    // Octal, for a hexadecimal escape has no end.
    public string Quoted(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(text)) throw CannotExport.Because(text, "C has no text with a zero or half of a surrogate pair in it");
        var bytes = Encoding.UTF8.GetBytes(text);
        var quoted = new StringBuilder("\"");
        foreach (var b in bytes)
        {
            if (b is >= 32 and < 127 and not (byte)'"' and not (byte)'\\' and not (byte)'?') quoted.Append((char)b);
            else quoted.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
        }
        return quoted.Append('"').ToString();
    }

    public string Array(string name, int length) => $"double {name}[{Digits(length)}];";

    public string Array(string name, IEnumerable<string> numbers)
    {
        var all = numbers.ToArray();
        return Wrapped($"const double {name}[{Digits(all.Length)}] = {{", all);
    }

    public string Row(string name, string table, string place, int width) => $"const double *const {name} = {table} + {place} * {Digits(width)};";

    public string Table(string name, IReadOnlyList<double> numbers) => Wrapped($"static const double {name}[{Digits(numbers.Count)}] = {{", numbers.Select(Literal)) + "\n";

    public string Texts(string name, IReadOnlyList<string?> texts) =>
        Wrapped($"static const char *const {name}[{Digits(texts.Count)}] = {{", texts.Select(text => text is null ? NoText : Quoted(text))) + "\n";

    public (string Declaration, string Expression) Lookup(string name, LookupOperation lookup, string text)
    {
        // In the order of strcmp.
        var sorted = lookup.Texts.Select((t, place) => (Bytes: Encoding.UTF8.GetBytes(t), Text: t, Place: place)).ToArray();
        System.Array.Sort(sorted, (x, y) => x.Bytes.AsSpan().SequenceCompareTo(y.Bytes));
        var isInOrder = sorted.Select((s, i) => s.Place == i).All(same => same);
        var count = Digits(sorted.Length);
        var (missing, unlisted) = (Literal(lookup.Missing), Literal(lookup.Unlisted));
        if (sorted.Length == 0) return ("", $"{text} == NULL ? {missing} : {unlisted}");
        var declaration = Wrapped($"static const char *const {name}[{count}] = {{", sorted.Select(s => Quoted(s.Text))) + "\n";
        var order = "NULL";
        if (!isInOrder)
        {
            order = name + "_order";
            declaration += Wrapped($"static const int {order}[{count}] = {{", sorted.Select(s => Digits(s.Place))) + "\n";
        }
        return (declaration, $"rd_lookup({text}, {name}, {order}, {count}, {missing}, {unlisted})");
    }

    public (string Declaration, string Statement) Trees(string name, TreeTables trees, string features, string sums)
    {
        var declaration = new StringBuilder();
        var splits = trees.Splits.Select(s => $"{{{(s.Set >= 0 ? Digits(s.Set) + ".0f" : Single(s.Threshold))}, {Digits(s.Feature * 4 + (s.Set >= 0 ? 2 : 0) + (s.MissingLeft ? 1 : 0))}, {Digits(s.Left)}, {Digits(s.Right)}}}").ToArray();
        if (splits.Length == 0) splits = ["{0.0f, 0, -1, -1}"];
        declaration.AppendLine(Wrapped($"static const rd_split {name}_splits[{Digits(splits.Length)}] = {{", splits));
        declaration.AppendLine(Wrapped($"static const int {name}_roots[{Digits(trees.Roots.Length)}] = {{", trees.Roots.Select(Digits)));
        declaration.AppendLine(Wrapped($"static const float {name}_leaves[{Digits(trees.Leaves.Length)}] = {{", trees.Leaves.Select(Single)));
        if (trees.HasSets)
            declaration.AppendLine(Wrapped($"static const unsigned int {name}_sets[{Digits(trees.Sets.Length * trees.SetWords)}] = {{", trees.Sets.SelectMany(s => s).Select(w => string.Create(CultureInfo.InvariantCulture, $"{w}u"))));
        return (declaration.Replace("\r", "").ToString(), $"rd_trees({features}, {name}_splits, {name}_roots, {Digits(trees.Roots.Length)}, {name}_leaves, {Digits(trees.Width)}, {(trees.HasSets ? name + "_sets" : "NULL")}, {Digits(trees.SetWords)}, {sums}, {Digits(trees.Outputs)});");
    }

    public (string Declaration, string Statement) Nearest(string name, NeighborTables neighbors, string asked, string votes)
    {
        var columns = neighbors.IsCategory.Length;
        var count = Digits(neighbors.Weights.Length);
        var declaration = Wrapped($"static const float {name}_rows[{Digits(neighbors.Rows.Length)}] = {{", neighbors.Rows.Select(Single)) + "\n"
            + Wrapped($"static const unsigned char {name}_kinds[{Digits(columns)}] = {{", neighbors.IsCategory.Select(c => c ? "1" : "0")) + "\n"
            + Wrapped($"static const double {name}_votes[{Digits(neighbors.Votes.Length)}] = {{", neighbors.Votes.Select(Literal)) + "\n"
            + Wrapped($"static const double {name}_weights[{count}] = {{", neighbors.Weights.Select(Literal)) + "\n";
        var statement = $"double {name}_distances[{Digits(neighbors.Count)}];\nint {name}_nearest[{Digits(neighbors.Count)}];\n"
            + $"rd_nearest({asked}, {name}_rows, {name}_kinds, {count}, {Digits(columns)}, {name}_votes, {name}_weights, {Digits(neighbors.Outputs)}, {Digits(neighbors.Count)}, {(neighbors.IsManhattan ? "1" : "0")}, {(neighbors.ByDistance ? "1" : "0")}, {name}_distances, {name}_nearest, {votes});";
        return (declaration, statement);
    }

    static bool IsWellFormed(string text) => !text.EnumerateRunes().Any(rune => rune.Value == 0xfffd) || text.Contains('\ufffd', StringComparison.Ordinal);

    static string Wrapped(string begin, IEnumerable<string> items)
    {
        var text = new StringBuilder(begin);
        var width = begin.Length;
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) text.Append(',');
            if (width + item.Length + 2 > LineWidth)
            {
                text.Append("\n    ");
                width = 4;
            }
            else text.Append(' ');
            text.Append(item);
            width += item.Length + 2;
            isFirst = false;
        }
        return text.Append(" };").ToString();
    }

    static string Literal(double number) =>
        double.IsNaN(number) ? "NAN" : double.IsInfinity(number) ? number > 0 ? "INFINITY" : "-INFINITY" : SourceBody.Plain(number);

    static string Single(float number)
    {
        if (!float.IsFinite(number)) return Literal(number);
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return (text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text) + "f";
    }

    static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
