using System.Text;
using Rondo.DuckDb;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Snapshots;

/// <summary>Puts a table into DuckDB, under the column names c0, c1, ...: DuckDB takes no two names that differ by case alone.</summary>
static class TableLoad
{
    public static string NameOf(int column) => FormattableString.Invariant($"c{column}");

    public static void Into(DuckDbConnection connection, string name, Table table, CancellationToken cancellation)
    {
        var columns = table.Columns.Select((c, i) => $"{NameOf(i)} {SqlType(c.Type)}");
        connection.Execute($"CREATE TABLE {DuckDbDatabase.Quote(name)} ({string.Join(", ", columns)})", [], cancellation);
        var dictionaries = table.Columns.Select(c => c is TextColumn text ? text.Dictionary.Select(Encoding.UTF8.GetBytes).ToArray() : []).ToArray();
        using var appender = connection.Append(name);
        for (var start = 0; start < table.RowCount; start += Appender.ChunkRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Appender.ChunkRows, table.RowCount - start);
            for (var column = 0; column < table.Columns.Length; column++) Fill(appender[column], table.Columns[column], dictionaries[column], start, count);
            appender.AppendChunk(count);
        }
        appender.Complete();
    }

    static string SqlType(ColumnType type) => type switch
    {
        ColumnType.Double => "DOUBLE",
        ColumnType.Int64 => "BIGINT",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Text => "VARCHAR",
        ColumnType.Date => "DATE",
        ColumnType.Timestamp => "TIMESTAMP",
        ColumnType.TimestampUtc => "TIMESTAMPTZ",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    static void Fill(WritableVector target, Column column, byte[][] dictionary, int start, int count)
    {
        switch (column)
        {
            case DoubleColumn number:
                number.Values.AsSpan(start, count).CopyTo(target.Values<double>());
                break;
            case TextColumn text:
                for (var row = 0; row < count; row++)
                    if (text.Codes[start + row] is >= 0 and var code) target.SetBytes(row, dictionary[code]);
                break;
            case IntegerColumn { Type: ColumnType.Boolean } flag:
                var bytes = target.Values<byte>();
                for (var row = 0; row < count; row++) bytes[row] = (byte)flag.Values[start + row];
                break;
            case IntegerColumn { Type: ColumnType.Date } date:
                var days = target.Values<int>();
                for (var row = 0; row < count; row++) days[row] = checked((int)date.Values[start + row]);
                break;
            case IntegerColumn whole:
                whole.Values.AsSpan(start, count).CopyTo(target.Values<long>());
                break;
        }
        for (var row = 0; row < count; row++)
            if (column.IsMissing(start + row)) target.SetMissing(row);
    }
}
