using System.Globalization;

namespace Rondo.Prepare.Leakage;

/// <summary>Names and numbers in the sentences of findings.</summary>
static class Words
{
    public static string List(IEnumerable<string> names) => string.Join(" and ", names.Select(n => $"'{n}'"));

    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
