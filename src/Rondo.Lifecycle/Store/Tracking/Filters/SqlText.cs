using System.Globalization;
using System.Text;
using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>SQL that grows together with its parameters: text is ours, whatever a user said is a parameter.</summary>
sealed class SqlText
{
    readonly StringBuilder _text = new();
    readonly List<object?> _values = [];

    public SqlText Add(string sql)
    {
        _text.Append(sql);
        return this;
    }

    public SqlText Value(string? value) => Put(value);

    public SqlText Value(long value) => Put(value);

    public SqlText Value(double value) => Put(value);

    /// <summary>A list in parentheses; its length is rounded up, so that lists of like lengths share a statement.</summary>
    public SqlText Values(IReadOnlyList<string> values)
    {
        Add("(");
        var length = values.Count <= 1 ? values.Count : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)values.Count);
        for (var i = 0; i < length; i++)
        {
            if (i > 0) Add(", ");
            Put(values[Math.Min(i, values.Count - 1)]);
        }
        return Add(length == 0 ? "NULL)" : ")");
    }

    /// <summary>The statement with its values; the caller disposes of it, for texts that vary are not worth keeping.</summary>
    public OneStatement Bind(StoreSession session)
    {
        var statement = session.Once(_text.ToString());
        for (var i = 0; i < _values.Count; i++)
            _ = _values[i] switch
            {
                long number => statement.Rows.Bind(i + 1, number),
                double number => statement.Rows.Bind(i + 1, number),
                var text => statement.Rows.Bind(i + 1, (string?)text),
            };
        return statement;
    }

    SqlText Put(object? value)
    {
        _values.Add(value);
        _text.Append(CultureInfo.InvariantCulture, $"${_values.Count}");
        return this;
    }
}
