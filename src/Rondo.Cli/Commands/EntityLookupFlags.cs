using System.CommandLine;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Features;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Cli.Commands;

/// <summary>How rows that only name an entity are completed.</summary>
sealed class EntityLookupFlags
{
    private readonly Option<string[]> _lookups = new("--entity-lookup") { Description = "COLUMN or COLUMN=TABLE: rows that name an entity by this column get what they lack from the feature table (default: what deploy.rest.entity_lookup of each model's file says)." };
    private readonly Option<string?> _maxAge = new("--feature-max-age") { Description = "Features older than this are said to be stale, such as 7d." };

    public IEnumerable<Option> All => [_lookups, _maxAge];

    public bool AreGiven(ParseResult parsed) => parsed.GetValue(_lookups) is [_, ..];

    public EntityLookups Parse(ParseResult parsed, Workspace workspace, ILogger log)
    {
        TimeSpan? maxAge = parsed.GetValue(_maxAge) is { } age ? PruneOptions.ParseAge(age) : null;
        return new EntityLookups(new FeatureFolder(workspace.FeatureFolder, log, TimeProvider.System), [.. (parsed.GetValue(_lookups) ?? []).Select(Parse)], maxAge, TimeProvider.System);
    }

    static EntityLookup Parse(string text) => text.Split('=') switch
    {
        [{ Length: > 0 } key] => new EntityLookup(key, key),
        [{ Length: > 0 } key, { Length: > 0 } table] => new EntityLookup(key, table),
        _ => throw new RondoException("bad_arguments", $"--entity-lookup takes COLUMN or COLUMN=TABLE; found '{text}'."),
    };
}
