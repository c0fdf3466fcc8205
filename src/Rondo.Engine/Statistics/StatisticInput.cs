using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics;

/// <summary>
/// The named fields that a statistic reads: columns of values, single numbers, texts, lists and groups of fields.
/// What is missing or of the wrong form is refused by the field's name; what no one read can be listed afterwards.
/// </summary>
public sealed class StatisticInput
{
    private readonly IReadOnlyDictionary<string, object?> _fields;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<StatisticInput> _groups = [];
    private readonly string _prefix;

    /// <param name="fields">Each a <see cref="Column"/>, double, bool, text, null, list (<c>object?[]</c>) or a dictionary of such fields.</param>
    public StatisticInput(IReadOnlyDictionary<string, object?> fields)
        : this(fields, "") { }

    StatisticInput(IReadOnlyDictionary<string, object?> fields, string prefix) => (_fields, _prefix) = (fields, prefix);

    /// <summary>Of everything that is drawn at random.</summary>
    public ulong Seed { get; init; } = 42;

    public static StatisticInput Of(Column reference, Column current) =>
        new(new Dictionary<string, object?>(StringComparer.Ordinal) { ["reference"] = reference, ["current"] = current });

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string field)
    {
        _read.Add(field);
        return _fields.GetValueOrDefault(field) is not null;
    }

    /// <summary>The fields that no statistic asked for, with the groups that they are in.</summary>
    public IEnumerable<string> Unread() =>
        _fields.Keys.Where(f => !_read.Contains(f)).Select(f => _prefix + f).Concat(_groups.SelectMany(g => g.Unread()));

    /// <summary>A sample of numbers; missing ones are counted and left out.</summary>
    public NumberSample Sample(string field) => NumberSample.Of(Numeric(field), _prefix + field);

    /// <summary>Numbers in their order, each finite.</summary>
    public double[] Numbers(string field)
    {
        var values = Numeric(field) switch
        {
            DoubleColumn doubles => doubles.Values,
            IntegerColumn whole => Enumerable.Range(0, whole.Length).Select(r => whole.IsMissing(r) ? double.NaN : whole.Values[r]).ToArray(),
            _ => throw new InvalidOperationException(),
        };
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i])) throw Bad(field, string.Create(CultureInfo.InvariantCulture, $"item {i + 1} is {(double.IsNaN(values[i]) ? "missing" : "infinite")}"), "a finite number at every place");
        if (values.Length == 0) throw Bad(field, "it is empty", "at least one number");
        return values;
    }

    /// <summary>Values of any type.</summary>
    public Column Values(string field) => Find(field) switch
    {
        Column column => column,
        object?[] list when list.All(v => v is null or double or bool or string) => TextColumn.From([.. list.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))]),
        var other => throw Bad(field, $"it is {Describe(other)}", "a list of numbers or texts"),
    };

    public double Number(string field) => Find(field) switch
    {
        double number when double.IsFinite(number) => number,
        var other => throw Bad(field, $"it is {Describe(other)}", "a finite number"),
    };

    /// <summary>A count: whole and not negative.</summary>
    public double Count(string field)
    {
        var count = Number(field);
        return count >= 0 && count == Math.Floor(count) ? count : throw Bad(field, string.Create(CultureInfo.InvariantCulture, $"it is {count}"), "a whole number from 0 on");
    }

    public string Text(string field) => Find(field) switch
    {
        string text => text,
        double number => number.ToString(CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        var other => throw Bad(field, $"it is {Describe(other)}", "a text"),
    };

    public StatisticInput Group(string field) => Find(field) switch
    {
        IReadOnlyDictionary<string, object?> fields => Inner(fields, $"{_prefix}{field}."),
        var other => throw Bad(field, $"it is {Describe(other)}", "an object with fields of its own"),
    };

    public IReadOnlyList<StatisticInput> Groups(string field)
    {
        if (Find(field) is not object?[] list || list.Length == 0) throw Bad(field, $"it is {Describe(_fields.GetValueOrDefault(field))}", "a list of objects");
        return [.. list.Select((item, i) => item is IReadOnlyDictionary<string, object?> fields
            ? Inner(fields, string.Create(CultureInfo.InvariantCulture, $"{_prefix}{field}[{i + 1}]."))
            : throw Bad(field, string.Create(CultureInfo.InvariantCulture, $"item {i + 1} is {Describe(item)}"), "an object at every place"))];
    }

    /// <summary>Rows of finite numbers, all of one length. A single number is a row of one.</summary>
    public double[][] Rows(string field)
    {
        var found = Find(field);
        if (found is DoubleColumn or IntegerColumn) return [.. Numbers(field).Select(v => new[] { v })];
        if (found is not object?[] list || list.Length == 0) throw Bad(field, $"it is {Describe(found)}", "a list of rows, each a list of numbers");
        var rows = new double[list.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = list[i] is DoubleColumn row && row.Values.All(double.IsFinite) ? row.Values : throw Bad(field, string.Create(CultureInfo.InvariantCulture, $"row {i + 1} is not a list of finite numbers"), "rows of finite numbers");
            if (rows[i].Length != rows[0].Length) throw Bad(field, string.Create(CultureInfo.InvariantCulture, $"row {i + 1} has {rows[i].Length} numbers and the first {rows[0].Length}"), "rows of one length");
        }
        return rows;
    }

    /// <summary>Whether the field is a group rather than a list of values.</summary>
    public bool IsGroup(string field)
    {
        _read.Add(field);
        return _fields.GetValueOrDefault(field) is IReadOnlyDictionary<string, object?>;
    }

    public RondoException Bad(string field, string found, string expected) =>
        new(new Mistake("bad_input", $"'{_prefix}{field}': {found}; expected {expected}.") { Field = _prefix + field });

    StatisticInput Inner(IReadOnlyDictionary<string, object?> fields, string prefix)
    {
        var inner = new StatisticInput(fields, prefix) { Seed = Seed };
        _groups.Add(inner);
        return inner;
    }

    Column Numeric(string field)
    {
        var found = Find(field);
        if (found is DoubleColumn or IntegerColumn) return (Column)found;
        if (found is not TextColumn text) throw Bad(field, $"it is {Describe(found)}", "a list of numbers");
        var wrong = Enumerable.Range(0, text.Length).First(r => text[r] is { } word && !double.TryParse(word, CultureInfo.InvariantCulture, out _) || r == text.Length - 1);
        throw Bad(field, string.Create(CultureInfo.InvariantCulture, $"it holds text (item {wrong + 1}: '{VisibleText.Of(text[wrong] ?? "")}')"), "numbers");
    }

    object? Find(string field)
    {
        _read.Add(field);
        if (_fields.TryGetValue(field, out var value)) return value;
        var given = _fields.Keys.Where(k => !_read.Contains(k)).ToArray();
        throw new RondoException(new Mistake("missing_input", $"There is no '{_prefix}{field}' in the input.")
        {
            Field = _prefix + field,
            Hint = Spelling.Nearest(field, given) is { } near ? $"Did you write '{near}' for it?" : $"Given: {(_fields.Count == 0 ? "nothing" : string.Join(", ", _fields.Keys))}.",
        });
    }

    static string Describe(object? value) => value switch
    {
        null => "null",
        double number => number.ToString(CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        string text => $"the text '{VisibleText.Of(text)}'",
        Column { Length: 0 } => "an empty list",
        Column => "a list of values",
        object?[] => "a list",
        _ => "an object",
    };
}
