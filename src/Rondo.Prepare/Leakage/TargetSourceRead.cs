using System.Collections.Immutable;
using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Leakage;

/// <summary>Derived features whose expression reads what the target is computed from: how they were derived is declared, so no statistics are needed.</summary>
[Part("target_source", "Finds derived features that read what the target is computed from.")]
public sealed record TargetSourceRead : ILeakageTest
{
    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        foreach (var derived in data.Derived.Where(d => data.Features.Contains(d.Name)))
        {
            ImmutableArray<string> read = [.. derived.Sources.Where(s => data.TargetSources.Contains(s))];
            if (read.IsEmpty) continue;
            yield return new LeakFinding("target_source_in_feature", LeakSeverity.Error, [derived.Name],
                $"The derived feature '{derived.Name}' reads {Words.List(read)}, which the target '{data.TargetName}' is computed from.",
                $"Take {Words.List(read)} out of its expression. {Fixes.Allow([derived.Name])}");
        }
    }
}
