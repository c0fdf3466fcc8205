using System.Collections.Immutable;

namespace Rondo.Prepare.Frames;

/// <summary>A frame in groups of equal values; missing values are a group of their own.</summary>
public sealed class GroupedFrame(Frame frame, ImmutableArray<string> columns)
{
    /// <summary>A row for each group, sorted by its columns, missing values last.</summary>
    public Frame Aggregate(params (string Name, Aggregate Value)[] values)
    {
        var items = values.Select(v => $"{v.Value.Sql(frame)} AS {Frame.Quote(v.Name)}").Prepend(Frame.List(columns)).Where(item => item.Length > 0);
        var order = columns.Select(c => $"{Frame.Quote(c)} NULLS LAST");
        var groups = columns.IsEmpty ? "" : $" GROUP BY {Frame.List(columns)} ORDER BY {string.Join(", ", order)}";
        return frame.Run($"SELECT {string.Join(", ", items)} FROM frame{groups}");
    }
}
