using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile.Alerts;

/// <summary>What the texts of a column look like, in rows; found in one reading that several alerts share.</summary>
/// <param name="Words">Words in the mean of the rows.</param>
sealed record TextShape(long All, long Placeholders, long Numbers, long PlainNumbers, long Dates, double Words)
{
    public static TextShape Of(TextValues texts)
    {
        var (all, placeholders, numbers, plain, dates, words) = (0L, 0L, 0L, 0L, 0L, 0.0);
        for (var i = 0; i < texts.Values.Length; i++)
        {
            var (text, rows) = (texts.Values[i], texts.Counts[i]);
            all += rows;
            words += (double)WordCount.Of(text) * rows;
            if (TextForms.IsPlaceholder(text)) placeholders += rows;
            if (TextForms.IsNumber(text)) numbers += rows;
            if (TextForms.IsPlainNumber(text)) plain += rows;
            if (TextForms.IsDate(text)) dates += rows;
        }
        return new TextShape(all, placeholders, numbers, plain, dates, all == 0 ? 0 : words / all);
    }
}
