using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Data;

namespace Rondo.Deploy.InProcess;

/// <summary>Values of .NET types into the row that is being read; null and NaN are missing values.</summary>
static class RecordCells
{
    public static void Set(RowTable rows, int column, double? value)
    {
        if (value is not { } number || double.IsNaN(number)) rows.SetMissing(column);
        else rows.Set(column, number);
    }

    public static void Set(RowTable rows, int column, long? value)
    {
        if (value is { } whole) rows.Set(column, whole);
        else rows.SetMissing(column);
    }

    public static void Set(RowTable rows, int column, bool? value)
    {
        if (value is { } flag) rows.Set(column, flag);
        else rows.SetMissing(column);
    }

    public static void Set(RowTable rows, int column, string? value)
    {
        if (value is not null) rows.Set(column, value);
        else rows.SetMissing(column);
    }

    public static void Set(RowTable rows, int column, DateOnly? value)
    {
        if (value is { } day) rows.Set(column, ColumnType.Date, day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
        else rows.SetMissing(column);
    }

    /// <summary>A local time means what the clock of this machine says, any other one is taken as it is.</summary>
    public static void Set(RowTable rows, int column, DateTime? value)
    {
        if (value is not { } time) rows.SetMissing(column);
        else if (time.Kind == DateTimeKind.Unspecified) rows.Set(column, ColumnType.Timestamp, Microseconds(time));
        else rows.Set(column, ColumnType.TimestampUtc, Microseconds(time.ToUniversalTime()));
    }

    public static void Set(RowTable rows, int column, DateTimeOffset? value)
    {
        if (value is { } time) rows.Set(column, ColumnType.TimestampUtc, Microseconds(time.UtcDateTime));
        else rows.SetMissing(column);
    }

    /// <summary>The member's name.</summary>
    public static void SetName<T>(RowTable rows, int column, T? value)
        where T : struct, Enum
    {
        if (value is { } member) rows.Set(column, EnumNames<T>.Of(member));
        else rows.SetMissing(column);
    }

    static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    static class EnumNames<T>
        where T : struct, Enum
    {
        static readonly Dictionary<T, string> _names = Enum.GetValues<T>().Distinct().ToDictionary(v => v, v => v.ToString());

        public static string Of(T member) => _names.TryGetValue(member, out var name) ? name : member.ToString();
    }
}
