using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Engine.Tests.Data;

public sealed class DateFormatTests
{
    [Fact]
    public void Texts_are_read_as_by_the_strptime_of_Python()
    {
        using var golden = GoldenFile.Read("date_format", "strptime.json");
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            var (text, format) = (item[0].GetString(), item[1].GetString());
            var isRead = DateFormat.TryParseTimestamp(text, format, out var microseconds);
            long? expected = item[2].ValueKind == JsonValueKind.Null ? null : item[2].GetInt64() * CivilCalendar.MicrosecondsPerDay + item[3].GetInt64();

            Assert.True(expected == (isRead ? microseconds : null), $"'{text}' by '{format}': {(isRead ? microseconds : "refused")}, expected {expected?.ToString() ?? "refused"}");
        }
    }
}
