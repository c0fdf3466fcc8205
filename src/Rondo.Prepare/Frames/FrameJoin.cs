using Rondo.Engine.Errors;

namespace Rondo.Prepare.Frames;

/// <summary>Joins two frames.</summary>
static class FrameJoin
{
    private const string Second = "_right";

    public static Frame Of(Frame first, Frame second, JoinKind kind, string[] on)
    {
        if (on.Length == 0) throw new RondoException("bad_arguments", "A join needs a column that both frames have.", "Name the columns that must be equal.");
        first.Require(on);
        second.Require(on);
        var equal = string.Join(" AND ", on.Select(c => $"frame.{Frame.Quote(c)} = other.{Frame.Quote(c)}"));
        if (kind is JoinKind.Semi or JoinKind.Anti)
        {
            var exists = kind == JoinKind.Semi ? "EXISTS" : "NOT EXISTS";
            return first.Run($"SELECT {Frame.List(first.Columns)} FROM frame WHERE {exists} (SELECT 1 FROM other WHERE {equal}) ORDER BY {Frame.Quote(Frame.Row)}", second);
        }
        var columns = first.Columns.Select(c => on.Contains(c) ? $"coalesce(frame.{Frame.Quote(c)}, other.{Frame.Quote(c)}) AS {Frame.Quote(c)}" : $"frame.{Frame.Quote(c)}")
            .Concat(second.Columns.Except(on).Select(c => $"other.{Frame.Quote(c)} AS {Frame.Quote(first.Columns.Contains(c) ? c + Second : c)}"));
        return first.Run($"""
            SELECT {string.Join(", ", columns)} FROM frame {kind.ToString().ToUpperInvariant()} JOIN other ON {equal}
            ORDER BY frame.{Frame.Quote(Frame.Row)} NULLS LAST, other.{Frame.Quote(Frame.Row)} NULLS LAST
            """, second);
    }
}
