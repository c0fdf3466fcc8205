using System.Globalization;

namespace Rondo.Server.Pages.Models;

/// <summary>Where models are on the web.</summary>
static class ModelAddress
{
    public static string Of(string name) => $"/models/{Uri.EscapeDataString(name)}";

    public static string Of(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{Of(name)}/versions/{number}");

    /// <summary>The form that asks the served version.</summary>
    public static string Playground(string name) => $"{Of(name)}/playground";

    public static string Diff(string name, int from, int to) => string.Create(CultureInfo.InvariantCulture, $"{Of(name)}/diff?from={from}&to={to}");

    public static string Promote(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{Of(name)}/promote?version={number}");
}
