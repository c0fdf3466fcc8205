using System.Collections.Concurrent;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Pages.Parts;

/// <summary>The reports inside model packages. A package never changes, so what was read once is kept.</summary>
public sealed class PackageReports(Workspace workspace)
{
    const int Most = 256;

    readonly ConcurrentDictionary<string, RunReport?> _reports = new(StringComparer.Ordinal);

    /// <summary>Null for a version that was made elsewhere, or whose package has no readable report.</summary>
    public RunReport? Of(ModelVersion version)
    {
        if (version.PackageHash.Length == 0) return null;
        if (_reports.TryGetValue(version.PackageHash, out var known)) return known;
        if (_reports.Count >= Most) _reports.Clear();
        return _reports[version.PackageHash] = Read(version);
    }

    RunReport? Read(ModelVersion version)
    {
        try
        {
            var package = workspace.Models.Open(version);
            return package.Has(ModelPackage.ReportDataName) ? ReportJson.Read(System.Text.Encoding.UTF8.GetString(package.Read(ModelPackage.ReportDataName))) : null;
        }
        catch (Exception e) when (e is RondoException or JsonException)
        {
            return null;
        }
    }
}
