using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile;

/// <summary>A table with what is known of it: all that alerts look at.</summary>
/// <param name="Target">The column to predict, when there is one.</param>
public sealed record ProfiledTable(Table Table, ImmutableArray<ProfiledColumn> Columns, Associations Associations, long? DuplicateRows, string? Target)
{
    private const int MostOfOneKind = 20;

    private static readonly PluginAware<PartCatalog> s_catalog = new(plugins => new PartCatalog([typeof(IDataAlert).Assembly, .. plugins]));

    public IEnumerable<ProfiledColumn> Features => Columns.Where(c => c.Name != Target);

    /// <summary>Columns of text that have a value, with their distinct ones.</summary>
    internal IEnumerable<(ProfiledColumn Column, TextValues Texts)> TextColumns => Columns.Where(c => c.Texts is { Values.Length: > 0 }).Select(c => (c, c.Texts!));

    /// <summary>What every kind of alert finds, by its code. Of one kind so many at most, and then how many more there are.</summary>
    internal ImmutableArray<DataAlert> Alerts(CancellationToken cancellation)
    {
        var alerts = ImmutableArray.CreateBuilder<DataAlert>();
        foreach (var part in s_catalog.Value.OfKind("data_alert"))
        {
            cancellation.ThrowIfCancellationRequested();
            var found = ((IDataAlert)Activator.CreateInstance(part.Type)!).Find(this).ToArray();
            alerts.AddRange(found.Take(MostOfOneKind).Select(a => a with { Code = part.Name }));
            if (found.Length <= MostOfOneKind) continue;
            var more = found.Length - MostOfOneKind;
            alerts.Add(new DataAlert(null, string.Create(CultureInfo.InvariantCulture, $"{more} more alerts like the one before: {part.Summary}"), found[^1].Hint) { Code = part.Name }.With(("alerts", more)));
        }
        return alerts.ToImmutable();
    }
}
