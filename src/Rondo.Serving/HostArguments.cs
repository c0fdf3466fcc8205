using System.Globalization;
using Rondo.Deploy.Flags;
using Rondo.Engine.Errors;

namespace Rondo.Serving;

/// <summary>Flags from the command line, else from the environment, else from what the platform says of itself.</summary>
public sealed record HostArguments(GivenFlags Given)
{
    // How SageMaker starts a container.
    const string PlatformsWord = "serve";

    /// <exception cref="RondoException">A flag isn't known, or lacks its value.</exception>
    public static HostArguments Parse(IReadOnlyList<string> arguments, Func<string, string?> setting)
    {
        var isSagemaker = arguments is [PlatformsWord, ..];
        var given = FromLine(isSagemaker ? arguments.Skip(1) : arguments);
        return new HostArguments(new GivenFlags(flag =>
            given.TryGetValue(flag.Name, out var texts) ? texts
            : setting(flag.Variable) is { Length: > 0 } text ? FromVariable(flag, text)
            : Platforms(flag, isSagemaker, setting) is { } platforms ? [platforms]
            : []));
    }

    static Dictionary<string, List<string>> FromLine(IEnumerable<string> arguments)
    {
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        using var words = arguments.GetEnumerator();
        while (words.MoveNext())
        {
            var (name, value) = words.Current.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (words.Current[..at], words.Current[(at + 1)..]) : (words.Current, null);
            var flag = ServingFlags.All.FirstOrDefault(f => f.Name == name) ?? throw Unknown(name);
            if (flag.IsSwitch) value ??= "true";
            else value ??= words.MoveNext() ? words.Current : throw new RondoException("bad_arguments", $"{name} lacks its value.");
            if (!given.TryGetValue(name, out var texts)) given[name] = texts = [];
            texts.Add(value);
        }
        return given;
    }

    static string[] FromVariable(Flag flag, string text) =>
        flag.IsRepeated ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : flag.IsSwitch ? [text is "1" or "true" ? "true" : "false"]
        : [text];

    static string? Platforms(Flag flag, bool isSagemaker, Func<string, string?> setting) => flag.Name switch
    {
        "--contract" => isSagemaker ? "sagemaker" : setting("AIP_HTTP_PORT") is { Length: > 0 } ? "vertex" : setting("AZUREML_MODEL_DIR") is { Length: > 0 } ? "azure" : null,
        // Cloud Run, Code Engine and App Runner; Vertex sets its own.
        "--port" when setting("AIP_HTTP_PORT") is not { Length: > 0 } => setting("PORT") is { Length: > 0 } port && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? port : null,
        _ => null,
    };

    static RondoException Unknown(string name)
    {
        var known = ServingFlags.All.Select(f => f.Name).ToArray();
        return new RondoException("bad_arguments", $"There is no flag '{name}'.", Spelling.DidYouMean(name, known) ?? "See --help.");
    }
}
