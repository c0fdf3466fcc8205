namespace Rondo.Engine.Transforms;

/// <summary>Public holidays that rules give for any year.</summary>
public enum HolidayCalendar
{
    None,
    /// <summary>Federal holidays of the United States (5 U.S.C. 6103), on their day and on the day when they are observed.</summary>
    Us,
    /// <summary>Bank holidays of England and Wales, with substitute days and the single ones since 1995.</summary>
    Uk,
    /// <summary>The same as uk.</summary>
    England,
    /// <summary>Holidays of all German states.</summary>
    De,
    /// <summary>Holidays of metropolitan France without Alsace and Moselle.</summary>
    Fr,
    /// <summary>General holidays of the Canada Labour Code, on their day.</summary>
    Ca,
    /// <summary>Good Friday, Easter, Easter Monday, Ascension, Whit Sunday and Whit Monday of the western churches.</summary>
    Easter,
}
