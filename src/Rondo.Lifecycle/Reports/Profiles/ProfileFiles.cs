using System.Text;
using System.Text.Json;
using Rondo.Prepare.Profile;

namespace Rondo.Lifecycle.Reports.Profiles;

/// <summary>Writes <c>profile.html</c> and its twin <c>profile.json</c>.</summary>
public static class ProfileFiles
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Writes both into the folder and gives the path of the page.</summary>
    public static string Write(DataProfile profile, string name, string folder, ChartScripts? scripts = null)
    {
        Directory.CreateDirectory(folder);
        var page = Path.Combine(folder, "profile.html");
        File.WriteAllText(page, ProfilePage.Render(profile, name, scripts ?? ChartScripts.Load()), new UTF8Encoding(false));
        File.WriteAllText(Path.Combine(folder, "profile.json"), ProfileJson.Of(profile, name).ToJsonString(s_indented), new UTF8Encoding(false));
        return page;
    }
}
