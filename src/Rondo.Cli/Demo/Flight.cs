using System.Globalization;
using System.Text.Json.Nodes;

namespace Rondo.Cli.Demo;

/// <summary>A flight as the demo's model sees it.</summary>
/// <param name="LateYesterday">The share of flights from the same airport that left 15 minutes late or more on the day before.</param>
/// <param name="IsLate">Whether it left 15 minutes late or more.</param>
sealed record Flight(DateTime Day, int Number, int Hour, int Weekday, string Origin, string Destination, long Distance, double LateYesterday, bool IsLate)
{
    public const string Header = "day,hour,weekday,origin,destination,distance,late_yesterday,late";

    /// <summary>What tells it from all others.</summary>
    public string Unit => string.Create(CultureInfo.InvariantCulture, $"{Day:yyyy-MM-dd}/{Number}");

    public string ToCsv(bool isSwapped = false) => string.Create(CultureInfo.InvariantCulture, $"{Day:yyyy-MM-dd},{Hour},{Weekday},{Origin},{Destination},{Distance},{LateYesterday:0.####},{(IsLate != isSwapped ? "yes" : "no")}");

    public JsonObject ToRow() => new() { ["hour"] = Hour, ["weekday"] = Weekday, ["origin"] = Origin, ["destination"] = Destination, ["distance"] = Distance, ["late_yesterday"] = Math.Round(LateYesterday, 4) };
}
