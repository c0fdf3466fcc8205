using Rondo.Lifecycle.Store;

namespace Rondo.Server.Pages.Models;

/// <summary>Where a version stands after everybody's word: one no outweighs every yes, as the store has it.</summary>
/// <param name="Kind">good, bad, warn or nothing, as badges are coloured.</param>
/// <param name="Lets">Whether the version may be promoted as far as approval goes.</param>
public sealed record ApprovalState(string Word, string? Kind, string Sentence, bool Lets)
{
    const int MostNames = 5;

    public static ApprovalState Of(ModelRules rules, IEnumerable<Approval> words)
    {
        var said = words.ToArray();
        if (said.FirstOrDefault(w => !w.IsApproved) is { } no) return new("rejected", "bad", $"rejected by {no.By}", !rules.NeedsApproval);
        if (said.Length > 0) return new("approved", "good", $"approved by {Names(said)}", true);
        return rules.NeedsApproval ? new("waiting", "warn", "nobody has approved it yet", false) : new("", null, "not asked for", true);
    }

    static string Names(Approval[] said) =>
        string.Join(", ", said.Take(MostNames).Select(w => w.By)) + (said.Length > MostNames ? " and others" : "");
}
