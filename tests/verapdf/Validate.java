import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/**
 * Checks a PDF file against veraPDF profiles and prints what fails, one line each, then what was checked.
 *
 * Usage: java -cp CLASSES Validate.java FILE PROFILE..., where a profile is PDFA-3A or PDFUA-1.
 */
public class Validate {
    private static final int MOST_FAILURES_SHOWN_PER_RULE = 3;

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int index = 1; index < arguments.length; index++) {
            check(arguments[0], arguments[index]);
        }
    }

    private static void check(String file, String name) throws Exception {
        ValidationProfile profile;
        try (InputStream xml = Profiles.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            profile = Profiles.profileFromXml(xml);
        }
        try (InputStream pdf = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(pdf, profile.getPDFAFlavour());
                PDFAValidator validator = Foundries.defaultInstance()
                        .createValidator(profile, MOST_FAILURES_SHOWN_PER_RULE, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion failure : result.getTestAssertions()) {
                if (failure.getStatus() == TestAssertion.Status.FAILED) {
                    System.out.println(name + " FAILED " + failure.getRuleId().getClause() + "-"
                            + failure.getRuleId().getTestNumber() + ": " + failure.getMessage()
                            + " at " + failure.getLocation().getContext());
                }
            }
            System.out.println(name + (result.isCompliant() ? " PASSED " : " FAILED ") + result.getTotalAssertions()
                    + " checks of " + profile.getRules().size() + " rules");
        }
    }
}
