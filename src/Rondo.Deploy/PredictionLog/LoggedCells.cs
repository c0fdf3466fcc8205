using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Deploy.PredictionLog;

/// <summary>The rows of a request, left as they were read until somebody looks at them: who reads a log of many small requests makes columns of all at once.</summary>
public sealed class LoggedCells
{
    readonly LoggedSchema? _schema;
    readonly byte[] _record = [];
    readonly Column[] _table = [];
    readonly int _first, _rows;
    Column[]? _columns;

    /// <param name="record">Column after column, as <see cref="PredictionWriter"/> writes them.</param>
    internal LoggedCells(LoggedSchema schema, int rows, byte[] record) => (_schema, _rows, _record) = (schema, rows, record);

    /// <summary>Some rows of a table.</summary>
    /// <param name="table">Shape: columns x any number of rows.</param>
    public LoggedCells(Column[] table, int first, int rows) => (_table, _first, _rows) = (table, first, rows);

    /// <summary>Shape: columns x rows of the request.</summary>
    public Column[] Columns => _columns ??= _schema is null ? Slice() : Read(_schema);

    /// <summary>Adds the rows to columns of the same schema.</summary>
    internal void AddTo(ImmutableArray<LoggedColumn> columns)
    {
        if (_schema is null) throw new InvalidOperationException("Rows of a table are columns already.");
        var record = new RecordReader(_record);
        foreach (var column in columns)
            for (var row = 0; row < _rows; row++) column.Add(ref record);
    }

    Column[] Slice()
    {
        int[] rows = [.. Enumerable.Range(_first, _rows)];
        return Array.ConvertAll(_table, column => column.Take(rows));
    }

    Column[] Read(LoggedSchema schema)
    {
        var columns = new LoggedColumns(schema);
        columns.Add(this);
        return [.. columns.Build()];
    }
}

/// <summary>The rows of many requests, column by column, in the order in which they are added.</summary>
public sealed class LoggedColumns(LoggedSchema schema)
{
    readonly ImmutableArray<LoggedColumn> _columns = [.. schema.Columns.Select(c => LoggedColumn.Of(c.Type))];

    /// <param name="cells">As the log's segments have them.</param>
    public void Add(LoggedCells cells) => cells.AddTo(_columns);

    /// <summary>Shape: columns x rows.</summary>
    public IEnumerable<Column> Build() => _columns.Select(c => c.Build());
}

abstract class LoggedColumn
{
    public static LoggedColumn Of(ColumnType type) => type == ColumnType.Double ? new Numbers() : type == ColumnType.Text ? new Texts() : new Integers(type);

    public abstract void Add(ref RecordReader record);

    public abstract Column Build();

    sealed class Numbers : LoggedColumn
    {
        readonly List<double> _values = [];

        public override void Add(ref RecordReader record) => _values.Add(record.Real());

        public override Column Build() => new DoubleColumn([.. _values]);
    }

    sealed class Integers(ColumnType type) : LoggedColumn
    {
        readonly List<long> _values = [];
        readonly List<bool> _missing = [];

        public override void Add(ref RecordReader record)
        {
            var isMissing = record.Byte() == 0;
            _missing.Add(isMissing);
            _values.Add(isMissing ? 0 : record.Long());
        }

        public override Column Build() => new IntegerColumn(type, [.. _values], _missing.Contains(true) ? [.. _missing] : null);
    }

    // Codes in the order in which rows show the texts.
    sealed class Texts : LoggedColumn
    {
        const int FewBytes = 256;

        readonly List<int> _codes = [];
        readonly List<string> _dictionary = [];
        readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _known = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        public override void Add(ref RecordReader record)
        {
            if (!record.TryUtf8(out var text))
            {
                _codes.Add(-1);
                return;
            }
            Span<char> few = stackalloc char[FewBytes];
            var chars = text.Length <= FewBytes ? few : new char[text.Length];
            chars = chars[..Encoding.UTF8.GetChars(text, chars)];
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, chars, out var isKnown);
            if (!isKnown)
            {
                code = _dictionary.Count;
                _dictionary.Add(chars.ToString());
            }
            _codes.Add(code);
        }

        public override Column Build() => new TextColumn([.. _codes], [.. _dictionary]);
    }
}
