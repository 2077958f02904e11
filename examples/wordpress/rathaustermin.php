<?php
/**
 * Plugin Name:       Rathaustermin
 * Description:       Bettet die Terminbuchung der Kommune ein: [rathaustermin town="doerentrup"]
 * Version:           1.0.0
 * Requires at least: 6.3
 * Requires PHP:      7.4
 * License:           EUPL-1.2
 */

defined( 'ABSPATH' ) || exit;

/** Address of the appointment server, without a slash at the end. */
const RATHAUSTERMIN_SERVER = 'https://termine.example';

/**
 * Writes the element of the booking and loads its script once.
 *
 * @param array|string $given Attributes as the editor typed them.
 * @return string HTML; empty where no town is named.
 */
function rathaustermin_shortcode( $given ) {
	$wanted = shortcode_atts(
		array(
			'town'          => '',
			'service'       => '',
			'department'    => '',
			'lang'          => '',
			'heading-level' => '',
		),
		$given,
		'rathaustermin'
	);
	if ( '' === $wanted['town'] ) {
		return '';
	}

	// No version: the server decides how long the loader is cached, and no local copy: it finds its server by its address.
	wp_enqueue_script(
		'rathaustermin',
		RATHAUSTERMIN_SERVER . '/widget/v1/loader.js',
		array(),
		null,
		array(
			'strategy'  => 'async',
			'in_footer' => true,
		)
	);

	$attributes = '';
	foreach ( $wanted as $name => $value ) {
		if ( '' !== $value ) {
			$attributes .= sprintf( ' %s="%s"', $name, esc_attr( $value ) );
		}
	}
	$english = 0 === strpos( '' !== $wanted['lang'] ? $wanted['lang'] : get_bloginfo( 'language' ), 'en' );

	return sprintf(
		'<rathaus-termin%s><a href="%s">%s</a></rathaus-termin>',
		$attributes,
		esc_url( RATHAUSTERMIN_SERVER . '/' . rawurlencode( $wanted['town'] ) ),
		$english ? 'Book an appointment online' : 'Termin online vereinbaren'
	);
}

add_shortcode( 'rathaustermin', 'rathaustermin_shortcode' );
