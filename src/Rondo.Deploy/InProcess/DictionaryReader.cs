using System.Globalization;
using System.Text;
using System.Text.Json;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.InProcess;

/// <summary>Reads rows that have no class: columns by their names, values of any type that suits them.</summary>
static class DictionaryReader
{
    public static void Read(IReadOnlyDictionary<string, object?> row, RowTable rows)
    {
        rows.BeginRow();
        foreach (var (name, value) in row)
            if (rows.Find(name) is >= 0 and var column) Set(rows, column, value);
        rows.EndRow();
    }

    static void Set(RowTable rows, int column, object? value)
    {
        switch (value)
        {
            case null: rows.SetMissing(column); break;
            case string text: rows.Set(column, text); break;
            case double or float or decimal: RecordCells.Set(rows, column, Convert.ToDouble(value, CultureInfo.InvariantCulture)); break;
            case long or int or short or byte or sbyte or ushort or uint: rows.Set(column, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case bool flag: rows.Set(column, flag); break;
            case DateOnly day: RecordCells.Set(rows, column, day); break;
            case DateTime time: RecordCells.Set(rows, column, time); break;
            case DateTimeOffset time: RecordCells.Set(rows, column, time); break;
            case Enum member: rows.Set(column, member.ToString()); break;
            case JsonElement json: Set(rows, column, json); break;
            default: rows.Refuse(column, $"a {value.GetType().Name}"); break;
        }
    }

    static void Set(RowTable rows, int column, JsonElement value)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value.GetRawText()), JsonRows.Options);
        reader.Read();
        rows.Set(column, in reader);
    }
}
