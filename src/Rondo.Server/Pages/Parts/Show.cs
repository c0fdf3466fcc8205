using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Rondo.Server.Pages.Parts;

/// <summary>Short words for answers that are pages.</summary>
static class Show
{
    public static RazorComponentResult Page<TPage>(params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent
    {
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters) given[name] = value;
        return new RazorComponentResult<TPage>(given);
    }
}
