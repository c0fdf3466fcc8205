namespace Rondo.Prepare.Tests.Sources;

/// <summary>Where the real data sets are: RONDO_DATA, or shared/data beside the repository; null when they are absent.</summary>
static class RealData
{
    public static string? Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("RONDO_DATA") is { Length: > 0 } folder && Directory.Exists(folder)) return folder;
            var sibling = Path.Combine(Repository, "..", "shared", "data");
            return Directory.Exists(sibling) ? sibling : null;
        }
    }

    public static string? Flights
    {
        get
        {
            var file = Path.Combine(Repository, "node_modules/vega-datasets/data/flights-3m.parquet");
            return File.Exists(file) ? file : null;
        }
    }

    static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rondo.slnx"))) folder = folder.Parent;
            return folder?.FullName ?? AppContext.BaseDirectory;
        }
    }
}
