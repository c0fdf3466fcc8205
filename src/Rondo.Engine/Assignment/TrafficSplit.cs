using System.Collections.Immutable;
using Rondo.Engine.Statistics.Decisions;

namespace Rondo.Engine.Assignment;

/// <summary>One arm's own range of the units' places, in ten-thousandths. A ramp opens more of it from its begin on, so that it moves nobody to another arm.</summary>
/// <param name="Version">The version that serves its units.</param>
/// <param name="From">Where the range begins; no other arm's overlaps it.</param>
/// <param name="Width">The width of the range.</param>
/// <param name="Open">How much of it the arm serves now. Units in the rest are the control's guests, and not compared.</param>
public sealed record TrafficArm(string Name, int Version, int From, int Width, int Open)
{
    public bool Serves(int place) => place >= From && place < From + Open;

    /// <summary>The share of units that it serves now, 0 to 1.</summary>
    public double Share => (double)Open / TrafficSplit.Parts;
}

/// <summary>
/// Which arm a unit belongs to: the same one always, wherever it is asked, by version 2 of the hash of <see cref="UnitBucket"/>
/// (FNV-1a of 32 bits over seed and unit, hashed once more as text, in ten-thousandths).
/// </summary>
/// <param name="Seed">What keeps this split apart from others.</param>
/// <param name="Arms">The control first.</param>
public sealed record TrafficSplit(string Seed, ImmutableArray<TrafficArm> Arms)
{
    public const int Parts = 10_000;

    public TrafficArm Control => Arms[0];

    /// <summary>The unit's place, 0 to 9,999.</summary>
    public int PlaceOf(string unit) => UnitBucket.TenThousandth(Seed, unit);

    /// <summary>The arm that serves the unit now; null for a guest of the control, who belongs to none.</summary>
    public TrafficArm? ArmOf(string unit) => ArmAt(PlaceOf(unit));

    public TrafficArm? ArmAt(int place)
    {
        foreach (var arm in Arms)
            if (arm.Serves(place)) return arm;
        return null;
    }

    /// <summary>Ranges one after the other, each as wide as its arm's share at the end, and all open.</summary>
    /// <param name="shares">0 to 1 each, at most 1 together.</param>
    public static TrafficSplit Of(string seed, IEnumerable<(string Name, int Version, double Share)> shares)
    {
        var (arms, start, total) = (ImmutableArray.CreateBuilder<TrafficArm>(), 0, 0.0);
        foreach (var (name, version, share) in shares)
        {
            if (!(share >= 0)) throw new ArgumentOutOfRangeException(nameof(shares), share, "A share is 0 or more.");
            total += share;
            // Ends are rounded, not widths: what is left over by one is the next one's.
            var end = (int)Math.Round(total * Parts);
            if (end > Parts) throw new ArgumentOutOfRangeException(nameof(shares), total, "All shares together are at most 1.");
            arms.Add(new TrafficArm(name, version, start, end - start, end - start));
            start = end;
        }
        return new TrafficSplit(seed, arms.ToImmutable());
    }

    /// <summary>The same split with so much of each arm's range open; what an arm's name is not given for stays as it is.</summary>
    /// <param name="shares">Of all units, 0 to 1; more than the arm's range is cut to it.</param>
    public TrafficSplit Opened(IReadOnlyDictionary<string, double> shares) => this with
    {
        Arms = [.. Arms.Select(arm => shares.TryGetValue(arm.Name, out var share) ? arm with { Open = Math.Clamp((int)Math.Round(share * Parts), 0, arm.Width) } : arm)],
    };
}
